/** Converts phone numbers in any notation to E.164, where they are unambiguous. Pure. */
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { isPhone } from "../../src/lib/addresses/phone.ts";

/** Whether a text is the code of a country that has phone numbers (ISO 3166-1 alpha-2). */
export const isCountry = (text: string): boolean => isSupportedCountry(text);

/**
 * Never guesses: a number without a country code must be valid in the given country.
 * @param country the country of numbers without a country code; null: such numbers are rejected
 * @returns E.164, or "" for no number; or an error that says what would be accepted
 */
export function phoneOf(text: string, country: string | null): Result<string> {
  const trimmed = text.trim();
  if (trimmed === "") return ok("");
  const isInternational = trimmed.startsWith("+");
  if (!isInternational && country === null) {
    return fail(
      `"${trimmed}" has no country code: write it as +49… or name the country of such numbers with --country.`,
    );
  }
  const defaultCountry = country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {};
  const number = parsePhoneNumberFromString(trimmed, { extract: false, ...defaultCountry });
  const isAccepted =
    number !== undefined &&
    number.ext === undefined &&
    isPhone(number.number) &&
    // A number with a country code was in use as it is, and the lists lack new ranges: it only has to be possible.
    (isInternational ? number.isPossible() : number.isValid());
  if (isAccepted) return ok(number.number);
  const where = isInternational || country === null ? "" : ` in ${country}`;
  return fail(
    `"${trimmed}" is no phone number${where}: a plus, the country's code and the number are accepted, such as +493012345678.`,
  );
}
