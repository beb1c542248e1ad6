/** Search words of rows. */
export { addWords, removeWords, type Words } from "./store.ts";
