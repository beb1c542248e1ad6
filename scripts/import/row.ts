/** Turns a user of a source into a row of an import (docs/spec/import.md). Pure. */
import { createHash } from "node:crypto";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { toEmail } from "../../src/lib/addresses/email.ts";
import type { Identity, Person, Unreadable } from "./person.ts";
import { phoneOf } from "./phones.ts";

/** A row as it is sent. */
export type Row = Readonly<Record<string, unknown>>;

export interface RowOptions {
  /** The name of the source, which ids are derived from. */
  readonly source: string;
  /** The country of phone numbers without a country code, such as `DE`; null: such numbers are rejected. */
  readonly country: string | null;
  /** The treatment of roles, groups and custom claims. */
  readonly claims: "none" | "labels" | "prefs";
}

/** A row, or the reason why the user makes none; and the user's data that is left out. */
export interface Made {
  readonly row: Result<Row, Unreadable & { readonly row: Row }>;
  readonly left: readonly string[];
}

const idRule = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

/** The preference that keeps an id that Rollcall does not accept. */
const oldIdPreference = "importedId";

/**
 * The replacement of an id that Rollcall does not accept; the same in every run.
 * @returns the first 20 hexadecimal digits of SHA-256 of `<source>:<id>`
 */
export const derivedId = (source: string, id: string): string =>
  createHash("sha256").update(`${source}:${id}`).digest("hex").slice(0, 20);

const providers: Readonly<Record<string, string>> = {
  google: "google",
  "google.com": "google",
  "google-oauth2": "google",
  github: "github",
  "github.com": "github",
  microsoft: "microsoft",
  "microsoft.com": "microsoft",
  windowslive: "microsoft",
  azure: "microsoft",
  apple: "apple",
  "apple.com": "apple",
  oidc: "oidc",
};

const isLabel = (value: unknown): value is string => typeof value === "string" && /^[A-Za-z0-9]{1,36}$/.test(value);

/** Claims whose texts are names of roles. */
const roleNames = new Set(["role", "roles", "group", "groups", "permissions"]);

/**
 * Derives labels from claims: the name of a claim that is true, and the texts of roles and groups.
 * @returns the labels, and the names of the claims that labels cannot hold completely
 */
export function labelsOf(claims: Readonly<Record<string, unknown>>): {
  readonly labels: readonly string[];
  readonly others: readonly string[];
} {
  const labels: string[] = [];
  const others: string[] = [];
  for (const [name, value] of Object.entries(claims)) {
    const values: readonly unknown[] = roleNames.has(name) ? [value].flat() : value === true ? [name] : [];
    const made = values.filter(isLabel);
    labels.push(...made);
    if (made.length === 0 || made.length < values.length) others.push(name);
  }
  return { labels: [...new Set(labels)], others };
}

interface Claimed {
  readonly labels: readonly string[];
  readonly prefs: Readonly<Record<string, unknown>>;
  readonly left: readonly string[];
}

function claimed(claims: Readonly<Record<string, unknown>>, how: RowOptions["claims"]): Claimed {
  const names = Object.keys(claims);
  if (names.length === 0) return { labels: [], prefs: {}, left: [] };
  if (how === "none")
    return { labels: [], prefs: {}, left: ["roles and claims (--claims labels or --claims prefs keeps them)"] };
  if (how === "prefs") return { labels: [], prefs: { claims }, left: [] };
  const { labels, others } = labelsOf(claims);
  return { labels, prefs: {}, left: others.map((name) => `claim "${name}" (labels take only letters and digits)`) };
}

/** Drops empty members, to keep rows short. */
const compact = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).filter(([, value]) => {
      if (value === undefined || value === null || value === "") return false;
      return typeof value !== "object" || Object.keys(value).length > 0;
    }),
  );

const dateOf = (ms: number | null | undefined): string | undefined =>
  ms === null || ms === undefined ? undefined : new Date(ms).toISOString();

const identityRow = ({ email, provider, uid }: Identity) => ({
  provider: providers[provider],
  providerUid: uid,
  ...(email === null ? {} : { providerEmail: toEmail(email) ?? email }),
});

/**
 * A person without an id of the source is identified by the email, then by the phone, or else by the number of the
 * record.
 */
const sourceIdOf = ({ email, id, phone }: Person, number: number): string =>
  id ?? (email || undefined)?.toLowerCase() ?? (phone || undefined) ?? `row ${number}`;

/**
 * @param number of the record in the file, from 1
 * @returns the row; or, for a value that is refused, the error and the unchanged row for the file of rejects
 */
export function makeRow(person: Person, number: number, { claims, country, source }: RowOptions): Made {
  const sourceId = sourceIdOf(person, number);
  const isOurId = person.id !== null && idRule.test(person.id);
  const { labels, left, prefs } = claimed(person.claims ?? {}, claims);
  const [ours, others] = [[] as Identity[], [] as Identity[]];
  for (const identity of person.identities ?? []) (providers[identity.provider] ? ours : others).push(identity);
  const phone = phoneOf(person.phone ?? "", country);
  const email = person.email === null || person.email === undefined ? "" : person.email.trim();
  const { password } = person;
  const row = compact({
    row: number,
    $id: isOurId ? person.id : derivedId(source, sourceId),
    name: person.name,
    email: toEmail(email) ?? email,
    emailVerification: email === "" ? undefined : person.isEmailVerified,
    phone: phone.ok ? phone.value : person.phone,
    phoneVerification: (person.phone ?? "") === "" ? undefined : person.isPhoneVerified,
    password: password?.text,
    hash: password?.hash,
    hashOptions: password?.options,
    passwordUpdate: password ? dateOf(person.passwordUpdate) : undefined,
    // Stated even where it is the default of a new user, because an update compares it.
    status: person.isDisabled === undefined ? undefined : !person.isDisabled,
    labels: [...new Set([...(person.labels ?? []), ...labels])],
    prefs: {
      ...person.prefs,
      ...prefs,
      ...(person.id !== null && !isOurId ? { [oldIdPreference]: person.id } : {}),
    },
    registration: dateOf(person.registration),
    accessedAt: dateOf(person.accessedAt),
    totp: person.totp ? { secret: person.totp } : undefined,
    // The old service asked for a second factor, and signing in must not become easier.
    mfa: person.totp ? true : undefined,
    targets: person.targets,
    identities: ours.map(identityRow),
    memberships: person.memberships,
  });
  const lost = [
    ...(person.left ?? []),
    ...left,
    ...others.map(({ provider }) => `identities of ${provider} (no such provider here)`),
  ];
  return { row: phone.ok ? ok(row) : fail({ parameter: "phone", message: phone.error, row }), left: lost };
}
