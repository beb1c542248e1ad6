/** An API key. Its secret is shown once, by the call that makes it (docs/spec/keys.md#key-model). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface KeyRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string;
  readonly expire: number | null;
  readonly scopes: readonly string[];
  /** "" except in the response to a creation: only the digest is stored. */
  readonly secret: string;
  readonly accessedAt: number | null;
  readonly sdks: readonly string[];
}

const { date, string, strings } = fieldsOf<KeyRow>();

export const key = defineModel<KeyRow>("key", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name),
  expire: date((row) => row.expire),
  scopes: strings((row) => row.scopes),
  secret: string((row) => row.secret),
  accessedAt: date((row) => row.accessedAt),
  sdks: strings((row) => row.sdks),
});

export const keyList = listOf("keyList", "keys", key);
