/** Phone numbers in any spelling, as E.164 where there is no doubt. Pure. */
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { isPhone } from "../../src/lib/addresses/phone.ts";

/** Whether a text is the code of a country that has phone numbers (ISO 3166-1 alpha-2). */
export const isCountry = (text: string): boolean => isSupportedCountry(text);

/**
 * @param country of numbers that say none; null: they are rejected
 * @returns E.164, or "" for no number; or what would be accepted. A number is never guessed: without a country code it must
 * be one that the country has.
 */
export function phoneOf(text: string, country: string | null): Result<string> {
  const trimmed = text.trim();
  if (trimmed === "") return ok("");
  const isInternational = trimmed.startsWith("+");
  if (!isInternational && country === null) {
    return fail(`"${trimmed}" says no country: write it as +49… or name the country of such numbers with --country.`);
  }
  const defaultCountry = country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {};
  const number = parsePhoneNumberFromString(trimmed, { extract: false, ...defaultCountry });
  const isAccepted =
    number !== undefined &&
    number.ext === undefined &&
    isPhone(number.number) &&
    // A number that says its country was in use as it is: new ranges are in no list yet.
    (isInternational ? number.isPossible() : number.isValid());
  if (isAccepted) return ok(number.number);
  const where = isInternational || country === null ? "" : ` in ${country}`;
  return fail(
    `"${trimmed}" is no phone number${where}: a plus, the country's code and the number are accepted, such as +493012345678.`,
  );
}
