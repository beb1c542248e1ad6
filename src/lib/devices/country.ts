/** The wire format of countries (docs/spec/logs.md#countries). Pure. */

export interface Country {
  /** ISO 3166-1 alpha-2 in lower case; `--` for none. */
  readonly code: string;
  /** The name in the requested language; `Unknown` for none. */
  readonly name: string;
}

const unknown: Country = { code: "--", name: "Unknown" };

/** Codes that CLDR has names for and that are not countries: `ZZ`, and Cloudflare's code for an unknown country. */
const noCountries: ReadonlySet<string> = new Set(["XX", "ZZ"]);

function namesIn(locale: string): Intl.DisplayNames {
  const options = { type: "region", fallback: "none" } as const;
  try {
    return new Intl.DisplayNames([locale, "en"], options);
  } catch {
    return new Intl.DisplayNames("en", options);
  }
}

/**
 * @param country the platform's value: ISO 3166-1 alpha-2, or `XX` or `T1` (Tor) where it is unknown; null: none
 * @param locale a language tag; undefined, malformed or without names: English
 */
export function countryOf(country: string | null, locale: string | undefined): Country {
  if (country === null || !/^[A-Za-z]{2}$/.test(country) || noCountries.has(country.toUpperCase())) return unknown;
  const name = namesIn(locale ?? "en").of(country.toUpperCase());
  return name === undefined ? unknown : { code: country.toLowerCase(), name };
}
