/** Facts about an email: its canonical form and the kind of its domain (docs/spec/models.md#canonical-email). Pure. */
import { lazy } from "../../lib/lazy/lazy.ts";
import disposableDomains from "./disposable-domains.txt";
import freeDomains from "./free-domains.txt";

export interface EmailMetadata {
  readonly emailCanonical: string | null;
  readonly emailIsFree: boolean | null;
  readonly emailIsDisposable: boolean | null;
}

const unknown: EmailMetadata = { emailCanonical: null, emailIsFree: null, emailIsDisposable: null };

export const freeDomainSet = lazy((): ReadonlySet<string> => new Set(freeDomains.split("\n")));
export const disposableDomainSet = lazy((): ReadonlySet<string> => new Set(disposableDomains.split("\n")));

/** How one provider treats the local part, and under which domain it delivers. */
interface Provider {
  readonly serves: (domain: string) => boolean;
  readonly local: (local: string) => string;
  readonly domain: string;
}

const oneOf =
  (...domains: readonly string[]) =>
  (domain: string) =>
    domains.includes(domain);

/** Removes the part from the first `+` on; a `+` in front is part of the name. */
const withoutTag = (local: string) => local.replace(/(?<=.)\+.*$/, "");
const asIs = (local: string) => local;

const providers: readonly Provider[] = [
  {
    serves: oneOf("gmail.com", "googlemail.com"),
    local: (local) => withoutTag(local).replaceAll(".", ""),
    domain: "gmail.com",
  },
  { serves: oneOf("icloud.com", "me.com", "mac.com"), local: withoutTag, domain: "icloud.com" },
  {
    serves: (domain) => /^(?:(?:outlook|hotmail|live)\..+|msn\.com|passport\.com)$/.test(domain),
    local: withoutTag,
    domain: "outlook.com",
  },
  {
    serves: (domain) => /^(?:yahoo\..+|ymail\.com|rocketmail\.com)$/.test(domain),
    local: (local) => local.replace(/-[^-]*$/, ""),
    domain: "yahoo.com",
  },
  { serves: oneOf("fastmail.com", "fastmail.fm"), local: asIs, domain: "fastmail.com" },
  { serves: oneOf("protonmail.com", "proton.me", "pm.me"), local: asIs, domain: "protonmail.com" },
  { serves: oneOf("walla.co.il", "walla.com"), local: asIs, domain: "walla.co.il" },
];

function canonical(local: string, domain: string): string {
  const provider = providers.find(({ serves }) => serves(domain));
  if (provider === undefined) return `${local}@${domain}`;
  // A local part that the provider's rule would empty is kept.
  return `${provider.local(local) || local}@${provider.domain}`;
}

/**
 * @param email in lower case; null: none
 * @returns the metadata; a domain that is on both lists counts as disposable
 */
export function emailMetadata(email: string | null): EmailMetadata {
  if (email === null) return unknown;
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  const emailIsDisposable = disposableDomainSet().has(domain);
  return {
    emailCanonical: canonical(email.slice(0, at), domain),
    emailIsFree: !emailIsDisposable && freeDomainSet().has(domain),
    emailIsDisposable,
  };
}
