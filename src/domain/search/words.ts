/**
 * The words that search finds rows by, field by field, as the column `words` of each table holds them
 * (docs/spec/queries.md#search).
 */
import { nameWords, phoneWords, wordsOf } from "../../lib/queries/index.ts";
import { sql } from "../../lib/sql/index.ts";
import { memberships } from "../../storage/schema/index.ts";

/** The key of each field in the column. Words are in lower case, so none of them equals a key. */
const keys = {
  id: "I",
  name: "N",
  email: "E",
  phone: "P",
  labels: "L",
  provider: "P",
  type: "T",
  userId: "U",
} as const;

/** Words by the key of the field that they come from. */
export type Words = Readonly<Partial<Record<(typeof keys)[keyof typeof keys], readonly string[]>>>;

/** The searchable fields of a user. */
interface SearchableUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly labels: readonly string[];
}

/** The words of the given fields of a user. A label is also found as `label:<it>`, as upstream has it. */
export function wordsOfUser({ id, name, email, phone, labels }: Partial<SearchableUser>): Words {
  return {
    ...(id !== undefined && { [keys.id]: wordsOf(id) }),
    ...(name !== undefined && wordsOfName(name)),
    ...(email !== undefined && { [keys.email]: wordsOf(email ?? "") }),
    ...(phone !== undefined && { [keys.phone]: phoneWords(phone ?? "") }),
    ...(labels !== undefined && { [keys.labels]: labels.flatMap((label) => wordsOf(`label:${label}`)) }),
  };
}

/** The searchable fields of a provider. */
interface SearchableProvider {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly type: string;
}

/** The words of a provider. */
export const wordsOfProvider = ({ id, name, provider, type }: SearchableProvider): Words => ({
  [keys.id]: wordsOf(id),
  ...wordsOfName(name),
  [keys.provider]: wordsOf(provider),
  [keys.type]: wordsOf(type),
});

/** The words of a team. */
export const wordsOfTeam = (id: string, name: string): Words => ({ [keys.id]: wordsOf(id), ...wordsOfName(name) });

/** The words of the name of any row. */
export const wordsOfName = (name: string): Words => ({ [keys.name]: nameWords(name) });

/** The words of a membership: those of its own id and of its user's (docs/spec/users.md#memberships). */
export const wordsOfMembership = (id: string, userId: string): Words => ({
  [keys.id]: wordsOf(id),
  [keys.userId]: wordsOf(userId),
});

/** The column `words` of a membership without the words of its user. */
export const wordsWithoutUser = sql`json_remove(${memberships.words}, '$.U')`;
