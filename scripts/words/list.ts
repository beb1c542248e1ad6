/** The words that the project's English does without, and the exceptions. scripts/words/find.ts looks for them. */

/** A word that is refused, and the way to say it instead. */
export interface Refused {
  readonly pattern: string;
  readonly instead: string;
}

const subject = "name the thing: the session, the caller, the value";

/** Refused as the first word of a comment, a sentence in it, a text or a test title. */
export const heads: readonly Refused[] = [
  { pattern: "What", instead: subject },
  { pattern: "Whatever", instead: subject },
  { pattern: "Whichever", instead: subject },
  { pattern: "Who", instead: subject },
  { pattern: "Whose", instead: subject },
  { pattern: "Whom", instead: subject },
  { pattern: "Someone(?:'s)?", instead: subject },
  { pattern: "Anyone(?:'s)?", instead: subject },
  { pattern: "None of (?:it|them|these)", instead: "say what holds" },
  { pattern: "One (?:that|who|whose|which|is|of before)", instead: subject },
  { pattern: "Ones", instead: subject },
];

/** Refused wherever they stand in a comment, a text, a test title or a document. */
export const anywhere: readonly Refused[] = [
  { pattern: "who(?:m|se|so)?ever(?:'s)?", instead: "name the person: the caller, the user, the owner" },
  { pattern: "somebody(?:'s)?", instead: "name the person: a user, the caller" },
  { pattern: "nobody(?:'s)?", instead: "say what holds: no user, unused, anonymous" },
  { pattern: "anybody(?:'s)?", instead: "name the person: any caller, any user" },
  { pattern: "(?:for )?want of", instead: '"because it has no"' },
  { pattern: "of before", instead: '"earlier", "previous" or "old"' },
  { pattern: "anew", instead: '"again"' },
  { pattern: "(?:there|where|here)(?:of|in|upon|by|with|after)", instead: "say which thing" },
  { pattern: "whence|thence|hitherto|heretofore|lest|ere|albeit|forthwith", instead: "use today's word" },
];
