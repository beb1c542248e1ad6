/** The words that search finds rows by. */
export { addWords, removeWords } from "./store.ts";
export {
  type Words,
  wordsOfMembership,
  wordsOfName,
  wordsOfProvider,
  wordsOfTeam,
  wordsOfUser,
  wordsWithoutUser,
} from "./words.ts";
