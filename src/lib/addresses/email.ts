/** E-mail addresses that PHP's filter accepts: a dotted domain, ASCII only (docs/spec/validators.md#email). Pure. */
import { isIP } from "node:net";
import { lazy } from "../lazy/lazy.ts";

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const quoted = '"(?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\x20-\\x7e])*"';
const local = `(?:${atom}|${quoted})(?:\\.(?:${atom}|${quoted}))*`;
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const lastLabel = "[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const literal = "\\[(?:IPv6:)?(?<address>[0-9A-Fa-f:.]+)\\]";
const pattern = lazy(() => new RegExp(`^${local}@(?:(?:${label}\\.)+${lastLabel}|${literal})$`));

/** The longest address, local part and domain in octets (RFC 5321 4.5.3.1). */
export const emailMax = 320;
const localMax = 64;
const domainMax = 253;

/** Whether a text is an e-mail address. */
export function isEmail(value: string): boolean {
  const at = value.lastIndexOf("@");
  if (value.length > emailMax || at > localMax || value.length - at - 1 > domainMax) return false;
  const match = pattern().exec(value);
  const address = match?.groups?.["address"];
  return match !== null && (address === undefined || isIP(address) === (value.includes("[IPv6:") ? 6 : 4));
}

/** A domain that may have letters beyond ASCII, and has no character that ends a URL's host. */
const unicodeDomain = lazy(() => /^[\p{L}\p{M}\p{N}.-]+$/u);

/**
 * An email address in the form that accounts store: in lower case, its domain in ASCII (RFC 5891).
 * @returns null for an invalid address
 */
export function toEmail(text: string): string | null {
  const at = text.lastIndexOf("@");
  const domain = text.slice(at + 1);
  const ascii = unicodeDomain().test(domain) ? URL.parse(`http://${domain}`)?.hostname : domain;
  const email = `${text.slice(0, at + 1)}${ascii ?? ""}`.toLowerCase();
  return isEmail(email) ? email : null;
}
