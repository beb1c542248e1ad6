import { lazy } from "../lazy.ts";

/** What neither stands in a header nor is seen: control characters, line ends, and what turns the direction around. */
const unseen = lazy(() => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu);

/** A text that somebody else wrote, as one line: it cannot become a header of its own, nor look like another text. */
export const oneLine = (text: string): string => text.replace(unseen(), " ").trim();
