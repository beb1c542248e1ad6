/** Where something was done from, as it is shown: an address, a device, a country. Pure. */
import { countryOf } from "./country.ts";
import { type Device, deviceOf } from "./device.ts";

export interface Place extends Device {
  readonly ip: string;
  readonly countryCode: string;
  readonly countryName: string;
}

const nowhere = { ip: "", userAgent: "", country: null };

/**
 * @param origin what is known of it; undefined: nothing
 * @param locale what the country's name is to be in
 */
export function placeOf(
  origin: { readonly ip: string; readonly userAgent: string; readonly country: string | null } | undefined,
  locale: string | undefined,
): Place {
  const { country, ip, userAgent } = origin ?? nowhere;
  const { code, name } = countryOf(country, locale);
  return { ip, ...deviceOf(userAgent), countryCode: code, countryName: name };
}
