/** The origin of a session or a log row on the wire: address, device and country. Pure. */
import { countryOf } from "./country.ts";
import { type Device, deviceOf } from "./device.ts";

export interface Place extends Device {
  readonly ip: string;
  readonly countryCode: string;
  readonly countryName: string;
}

const nowhere = { ip: "", userAgent: "", country: null };

/**
 * @param origin the known values; undefined: none
 * @param locale the language of the country's name
 */
export function placeOf(
  origin: { readonly ip: string; readonly userAgent: string; readonly country: string | null } | undefined,
  locale: string | undefined,
): Place {
  const { country, ip, userAgent } = origin ?? nowhere;
  const { code, name } = countryOf(country, locale);
  return { ip, ...deviceOf(userAgent), countryCode: code, countryName: name };
}
