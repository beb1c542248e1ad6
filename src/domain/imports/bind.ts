/** Serialises the rows of an import to JSON arrays of a size that D1 can bind. Pure but for the ids it makes. */
import { Buffer } from "node:buffer";
import { newUser } from "../users/index.ts";
import { wordsOfMembership, wordsOfUser } from "../search/index.ts";
import { baseOfNew, isVouched, saidOf } from "./base.ts";
import type { Candidate, ImportedUser, ImportOptions } from "./row.ts";

/** Bytes of UTF-8 of one bound value: half of what D1 takes. */
const partMaxBytes = 1_000_000;

const toBit = (value: boolean | null): number | null => (value === null ? null : Number(value));

/** The secret of an authenticator app, sealed for its row. */
export interface SealedTotp {
  readonly id: string;
  readonly secret: string;
}

interface Making {
  readonly now: number;
  readonly options: ImportOptions;
  readonly nextId: () => string;
  /** null: the row has none. */
  readonly totp: SealedTotp | null;
}

/** The arrays of a row that become rows of other tables, without empty ones. */
function partsOf(id: string, { identities, memberships, targets }: ImportedUser, { nextId, now, totp }: Making) {
  return {
    ...(targets.length > 0 && {
      ts: targets.map((target) => ({
        i: target.id ?? nextId(),
        y: target.providerType,
        x: target.identifier,
        m: target.name,
        p: target.providerId,
      })),
    }),
    ...(identities.length > 0 && {
      ds: identities.map(({ provider, providerEmail, providerUid }) => ({
        i: nextId(),
        p: provider,
        x: providerUid,
        e: providerEmail,
      })),
    }),
    ...(memberships.length > 0 && {
      bs: memberships.map(({ confirm, invited, joined, roles, teamId }) => {
        const membershipId = nextId();
        const since = invited ?? joined ?? now;
        return {
          i: membershipId,
          t: teamId,
          r: JSON.stringify(roles),
          v: since,
          j: confirm ? (joined ?? since) : null,
          c: toBit(confirm),
          w: JSON.stringify(wordsOfMembership(membershipId, id)),
        };
      }),
    }),
    ...(totp !== null && { gs: [{ i: totp.id, s: totp.secret }] }),
  };
}

/** A row as the statements read it (statements.ts): a key that is left out is NULL there. */
export function toBoundRow({ id, row, user }: Candidate, making: Making): object {
  const { now, options } = making;
  const { createdAt, email, name, passwordUpdate, phone, prefs, stored } = user;
  const labels = user.labels ?? [];
  const { row: made, words } = newUser({ userId: id, email, phone, name, stored }, now);
  const { emailCanonical, nameFolded, password } = made;
  return {
    n: row,
    i: id,
    c: createdAt ?? now,
    m: name,
    ...(nameFolded !== name && { f: nameFolded }),
    ...(email !== null && {
      e: email,
      ev: toBit(user.emailVerification ?? false),
      eo: toBit(isVouched(email, user.emailVerification, options.emailsUnproven)),
      ...(emailCanonical !== email && { ec: emailCanonical }),
      ef: toBit(made.emailIsFree),
      ed: toBit(made.emailIsDisposable),
    }),
    ...(phone !== null && {
      p: phone,
      pv: toBit(user.phoneVerification ?? false),
      po: toBit(isVouched(phone, user.phoneVerification, false)),
    }),
    ...(password !== null && { w: password, u: passwordUpdate ?? now }),
    h: made.hash,
    o: made.hashOptions,
    s: toBit(user.status ?? true),
    ...(labels.length > 0 && { l: JSON.stringify(labels) }),
    ...(user.mfa && { z: 1 }),
    ...(prefs !== null && { x: prefs }),
    ...(user.accessedAt !== null && { a: user.accessedAt }),
    ...(user.impersonator && { y: 1 }),
    b: baseOfNew(saidOf(user, options), passwordUpdate ?? now),
    q: JSON.stringify(labels.length > 0 ? { ...words, ...wordsOfUser({ labels }) } : words),
    ...partsOf(id, user, making),
  };
}

/** A serialised row. */
export interface BoundRow {
  readonly row: number;
  /** JSON of an object. */
  readonly json: string;
}

/** Some rows, which are bound as one value. */
export interface Part {
  /** JSON: an array of rows. */
  readonly json: string;
}

/** A part of one row. */
export const partOf = ({ json }: BoundRow): Part => ({ json: `[${json}]` });

/** Whether a row is too long to be bound. */
export const isTooLong = ({ json }: BoundRow): boolean => Buffer.byteLength(json) + 2 > partMaxBytes;

/** Cuts rows into parts. @param rows none of which `isTooLong` */
export function cut(rows: readonly BoundRow[]): readonly Part[] {
  const parts: Part[] = [];
  let begun: string[] = [];
  let bytes = 2;
  const end = (): void => {
    if (begun.length > 0) parts.push({ json: `[${begun.join(",")}]` });
    begun = [];
    bytes = 2;
  };
  for (const { json } of rows) {
    const size = Buffer.byteLength(json) + 1;
    if (bytes + size > partMaxBytes) end();
    begun.push(json);
    bytes += size;
  }
  end();
  return parts;
}
