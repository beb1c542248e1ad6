/**
 * KV stores the origin of each session until the session ends. No decision depends on it: a body that is late, stale,
 * lost or out of reach is shown as unknown (docs/decisions/0012-d1-decides-kv-carries.md).
 */
import type { Statement } from "../lib/sql/index.ts";
import type { Batch, Handle } from "./batch.ts";
import { orNull, reader, text } from "./reader.ts";
import { isRecord, type Row } from "./row.ts";

/** The origin of a request. */
export interface Origin {
  /** IPv4 or IPv6, "" when unknown. */
  readonly ip: string;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2 in lower case; null when unknown. */
  readonly country: string | null;
}

export const sessionKey = (sessionId: string): string => `session/${sessionId}`;

/** The shortest TTL that KV accepts, in seconds. */
const ttlMin = 60;

/** Keys of one bulk read, at most. */
const keysPerRead = 100;

/** How long a response waits for KV, in milliseconds. */
const timeoutMs = 1_000;

/**
 * Stores an origin.
 * @param ttl seconds; KV keeps it for at least 60
 */
export const putOrigin = (kv: KVNamespace, key: string, { country, ip, userAgent }: Origin, ttl: number) =>
  kv.put(key, JSON.stringify({ ip, userAgent, country }), { expirationTtl: Math.max(ttlMin, Math.ceil(ttl)) });

/**
 * Reads origins. It never fails, and takes a second at most.
 * @returns the origins by key, without those that KV does not return in time
 */
export async function readOrigins(kv: KVNamespace, keys: readonly string[]): Promise<ReadonlyMap<string, Origin>> {
  const found = new Map<string, Origin>();
  const reads = chunks(keys).map(async (chunk) => {
    for (const [key, body] of await kv.get(chunk, "json")) if (isOrigin(body)) found.set(key, body);
  });
  await Promise.race([Promise.allSettled(reads), scheduler.wait(timeoutMs)]);
  return new Map(found);
}

const ending = reader({ key: orNull(text()) });

/**
 * Bodies that one statement deletes, at most; the rest expire. A batch has up to three such statements, and a request may
 * make 1,000 operations in KV.
 */
const forgottenMax = 300;

/** Deletes origins, and ignores failures of KV. @param ended rows with the keys; a row with null has no body to delete */
export function forget(kv: KVNamespace, ended: readonly Row[]): Promise<unknown> {
  const keys = ended.flatMap((row) => ending.read(row).key ?? []);
  return Promise.allSettled(keys.slice(0, forgottenMax).map((key) => kv.delete(key)));
}

/** Adds a statement that ends sessions and returns their keys. Their bodies in KV are deleted after the commit. */
export function addEnding(batch: Batch, { kv }: { readonly kv: KVNamespace }, statement: Statement): Handle {
  const ended = batch.add(statement);
  batch.afterCommit(() => forget(kv, ended.rows));
  return ended;
}

function chunks(keys: readonly string[]): string[][] {
  const count = Math.ceil(keys.length / keysPerRead);
  return Array.from({ length: count }, (_, index) => keys.slice(index * keysPerRead, (index + 1) * keysPerRead));
}

const isOrigin = (body: unknown): body is Origin =>
  isRecord(body) &&
  typeof body["ip"] === "string" &&
  typeof body["userAgent"] === "string" &&
  (body["country"] === null || typeof body["country"] === "string");
