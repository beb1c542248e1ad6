/** What search finds a provider by: the words of each field, as for other lists (docs/spec/queries.md#search). */
import { wordsOf } from "../../lib/queries/index.ts";
import type { Words } from "../search/index.ts";

/** Fields of a provider that search looks into. */
interface Searchable {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly type: string;
}

/** The key of each field in the column `providers.words`. */
const keys = { id: "I", name: "N", provider: "P", type: "T" } as const;

export const wordsOfName = (name: string): Words => ({ [keys.name]: wordsOf(name) });

export const wordsOfProvider = ({ id, name, provider, type }: Searchable): Words => ({
  [keys.id]: wordsOf(id),
  ...wordsOfName(name),
  [keys.provider]: wordsOf(provider),
  [keys.type]: wordsOf(type),
});
