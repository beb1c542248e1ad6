import { lazy } from "../lazy/lazy.ts";

/**
 * Characters that are invisible or break headers: control characters, line ends, and marks that change the text's
 * direction.
 */
const unseen = lazy(() => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu);

/** Puts a text from a user on one line, so that it cannot add a header or look like another text. */
export const oneLine = (text: string): string => text.replace(unseen(), " ").trim();
