/** The words that the project's English refuses, and the exceptions. scripts/words/find.ts looks for them. */

/** Words that are refused, and the way to say it instead. */
export interface Refused {
  readonly words: readonly string[];
  readonly instead: string;
}

/** Refused as the first word of a comment, of a sentence in one, of a text or of a test title. A question may begin so. */
export const heads: readonly Refused[] = [
  {
    words: ["What", "Whatever", "Whichever", "Who", "Whose", "Whom", "Someone", "Anyone"],
    instead: "name the thing: the session, the caller, the value",
  },
  { words: ["One that", "One who", "One whose", "One which", "Ones"], instead: "repeat the noun" },
  { words: ["None of them", "None of these", "None of it"], instead: "say what holds" },
];

/** Refused wherever they stand in a comment, a text, a test title or a document, in any case. */
export const anywhere: readonly Refused[] = [
  {
    words: ["whoever", "whomever", "whosoever", "somebody", "anybody", "nobody"],
    instead: "name the person: the caller, a user, no user",
  },
  { words: ["for want of"], instead: "say why: because it has none" },
  { words: ["of before"], instead: "earlier, previous or old" },
  { words: ["anew"], instead: "again; rehash, reseal" },
  {
    words: ["thereof", "therein", "thereupon", "whereof", "wherein", "whereupon", "hereof", "herein", "hereupon"],
    instead: "name the thing",
  },
  {
    words: ["whence", "thence", "hitherto", "heretofore", "lest", "ere", "albeit", "forthwith"],
    instead: "plain words",
  },
];

/** Files that the check leaves out, each with its reason. */
export const exceptions: ReadonlyMap<string, string> = new Map([
  ["scripts/words/list.ts", "the list itself"],
  ["worker-configuration.d.ts", "written by wrangler"],
]);
