/** Stored keys. A revoked key stays valid in other isolates until it leaves their caches (cache.ts). */
import { AppError } from "../../errors/app-error.ts";
import { toHex } from "../../lib/crypto/digest.ts";
import type { ListPlan } from "../../lib/queries/index.ts";
import { build, eq, type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import type { KeyRow } from "../../models/key.ts";
import type { Page } from "../../models/model.ts";
import type { Database } from "../../storage/database.ts";
import { integer, json, reader, text } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { keys } from "../../storage/schema/index.ts";
import { appendLog } from "../audit/index.ts";
import type { Context, FindKey, KeyCaller, KeyLookupContext } from "../context/index.ts";
import { readPage } from "../lists/index.ts";
import { KeyCache } from "./cache.ts";
import { toCaller, useOf } from "./use.ts";

const cache = new KeyCache();

const key = reader({
  id: text(keys.id),
  createdAt: integer(keys.createdAt),
  updatedAt: integer(keys.updatedAt),
  name: text(keys.name),
  expire: integer(keys.expire),
  scopes: json(isTexts, keys.scopes),
  accessedAt: integer(keys.accessedAt),
  sdks: json(isTexts, keys.sdks),
});

/** A row of `key`, read, without a secret. */
const toKeyRow = (row: Row): KeyRow => ({ ...key.read(row), secret: "" });

const isKey = (keyId: string): Where<"keys"> =>
  where(keys)`lower(${keys.id}) = ${keyId.toLowerCase()} AND ${keys.id} = ${keyId}`;

const selectKey = (self: Where<"keys">): SQL => sql`SELECT ${key.columns} FROM ${keys} WHERE ${self}`;

/** @returns the key; null: there is none */
export async function findKeyById(db: Database, keyId: string): Promise<KeyRow | null> {
  const { row } = await db.run(selectKey(isKey(keyId)));
  return row === undefined ? null : toKeyRow(row);
}

/** Finds a key by the digest of its secret, in this isolate's cache or in D1, and records its use once a day. */
export const findStandardKey: FindKey = async (presented, search) => {
  const digest = toHex(presented.digest);
  const key = cache.get(digest, search.now) ?? (await findKeyByDigest(digest, search));
  if (key === null) return null;
  const use = useOf(key, search);
  if (use !== null) {
    // The cached row is updated too, or each request of the next seconds would record the same use.
    cache.update(digest, { ...key, ...use });
    const set = { accessedAt: use.accessedAt, sdks: JSON.stringify(use.sdks) };
    search.waitUntil(search.db.run(build.update(keys).set(set).where(eq(keys.digest, digest))));
  }
  return toCaller(key);
};

/**
 * A mark that distinguishes a key from earlier keys of the same id and does not reveal its secret: 16 digits of the digest.
 * @param digest 64 hex digits
 */
export const keyMarkOf = (digest: string): string => digest.slice(0, 16);

/**
 * Finds a key by its id and its mark. It bypasses the cache, so a revoked key is invalid at once.
 * @returns the key; null: there is none, or it has expired
 */
export async function findMarkedKey(
  keyId: string,
  mark: string,
  { db, now }: Pick<KeyLookupContext, "db" | "now">,
): Promise<KeyCaller | null> {
  const { row } = await db.run(selectKey(where(keys)`${isKey(keyId)} AND substr(${keys.digest}, 1, 16) = ${mark}`));
  if (row === undefined) return null;
  const key = toKeyRow(row);
  return key.expire !== null && key.expire <= now ? null : toCaller(key);
}

async function findKeyByDigest(digest: string, { db, now }: KeyLookupContext): Promise<KeyRow | null> {
  const { row } = await db.run(selectKey(eq(keys.digest, digest)));
  if (row === undefined) return null;
  const key = toKeyRow(row);
  cache.set(digest, key, now);
  return key;
}

/** @throws AppError `key_not_found` */
export async function getKey({ db }: Context, keyId: string): Promise<KeyRow> {
  const key = await findKeyById(db, keyId);
  if (key === null) throw new AppError("key_not_found");
  return key;
}

/**
 * Reads a page of keys and how many there are, in one batch.
 * @throws AppError `general_cursor_not_found`, `database_query_order_null`
 */
export const listKeys = ({ db }: Context, plan: ListPlan): Promise<Page<KeyRow>> =>
  readPage(db, plan, { table: keys, sequence: keys.seq, columns: key.columns, toItem: toKeyRow });

/** The settable fields of a key. */
interface KeyInput {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expire: number | null;
}

/** @throws AppError `key_already_exists` */
export async function insertKey(
  context: Context,
  { id, digest, ...input }: KeyInput & { readonly id: string; readonly digest: string },
): Promise<KeyRow> {
  const { db, now } = context;
  const row = { id, createdAt: now, updatedAt: now, name: input.name, expire: input.expire, accessedAt: null };
  const batch = db.batch();
  batch.add(build.insert(keys).values({ ...row, digest, scopes: JSON.stringify(input.scopes), sdks: "[]" }));
  batch.add(appendLog(context, "project.key.create", "key", isKey(id)));
  batch.refuse({ keys_id: "key_already_exists" });
  await batch.run();
  return { ...row, scopes: input.scopes, sdks: [], secret: "" };
}

/** @throws AppError `key_not_found` */
export async function updateKey(context: Context, keyId: string, { name, scopes, expire }: KeyInput): Promise<KeyRow> {
  const { db, now } = context;
  const self = isKey(keyId);
  const batch = db.batch();
  batch.add(
    build
      .update(keys)
      .set({ name, scopes: JSON.stringify(scopes), expire, updatedAt: now })
      .where(self),
  );
  batch.add(appendLog(context, "project.key.update", "key", self));
  const changed = batch.add(selectKey(self));
  await batch.run();
  cache.clear();
  if (changed.row === undefined) throw new AppError("key_not_found");
  return toKeyRow(changed.row);
}

/** @throws AppError `key_not_found` */
export async function deleteKey(context: Context, keyId: string): Promise<void> {
  const { db } = context;
  const self = isKey(keyId);
  const batch = db.batch();
  batch.add(appendLog(context, "project.key.delete", "key", self));
  const deleted = batch.add(build.delete(keys).where(self).returning({ id: keys.id }));
  await batch.run();
  cache.clear();
  if (deleted.rows.length === 0) throw new AppError("key_not_found");
}
