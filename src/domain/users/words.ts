/** What search finds a user by: the words of each field, under a letter that no folded word can be. */
import { wordsOf } from "../../lib/queries/index.ts";

/** Fields of a user that search looks into. */
interface Searchable {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly labels: readonly string[];
}

/** The key of each field in the column `users.words`. Words are in lower case, so none of them equals a key. */
const keys = { id: "I", name: "N", email: "E", phone: "P", labels: "L" } as const;

export type Words = Readonly<Partial<Record<(typeof keys)[keyof typeof keys], readonly string[]>>>;

/** The words of the fields that are given. A label is also found as `label:<it>`, as upstream has it. */
export function wordsOfUser({ id, name, email, phone, labels }: Partial<Searchable>): Words {
  return {
    ...(id !== undefined && { [keys.id]: wordsOf(id) }),
    ...(name !== undefined && { [keys.name]: wordsOf(name) }),
    ...(email !== undefined && { [keys.email]: wordsOf(email ?? "") }),
    ...(phone !== undefined && { [keys.phone]: wordsOf(phone ?? "") }),
    ...(labels !== undefined && { [keys.labels]: labels.flatMap((label) => wordsOf(`label:${label}`)) }),
  };
}
