/** Phone numbers in E.164: `+`, an assigned calling code, 7 to 15 digits in all (docs/spec/validators.md#phone). Pure. */
import { lazy } from "../lazy/lazy.ts";

/** The assigned country calling codes; no code is the beginning of another. */
const assigned =
  "1 7 20 27 30-34 36 39-41 43-49 51-58 60-66 81 82 84 86 90-95 98 211-213 216 218 220-258 260-269 290 291 297-299 " +
  "350-359 370-378 380-383 385-387 389 420 421 423 500-509 590-599 670 672-683 685-692 800 808 850 852 853 855 856 " +
  "870 878 880-883 886 888 960-968 970-977 979 992-996 998";

const callingCodes = lazy(
  (): ReadonlySet<string> =>
    new Set(
      assigned.split(" ").flatMap((range) => {
        const [first = 0, last = first] = range.split("-").map(Number);
        return Array.from({ length: last - first + 1 }, (_, offset) => String(first + offset));
      }),
    ),
);

/** Whether a text is a phone number. Does not check that the subscriber exists. */
export function isPhone(value: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(value) && [2, 3, 4].some((end) => callingCodes().has(value.slice(1, end)));
}
