/**
 * KV. It holds where a session was born, for as long as that lives, and nothing that decides anything: a body that is late,
 * stale, lost or out of reach is shown as unknown (docs/decisions/0012-d1-decides-kv-carries.md).
 */
import type { Statement } from "../lib/sql/index.ts";
import type { Batch, Handle } from "./batch.ts";
import { orNull, reader, text } from "./reader.ts";
import { isRecord, type Row } from "./row.ts";

/** Where something was asked for. */
export interface Origin {
  /** IPv4 or IPv6, "" when unknown. */
  readonly ip: string;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2 in lower case; null when unknown. */
  readonly country: string | null;
}

export const sessionKey = (sessionId: string): string => `session/${sessionId}`;

/** KV refuses to forget sooner than this. Seconds. */
const ttlMin = 60;

/** Keys that KV reads at once. */
const keysPerRead = 100;

/** How long an answer waits for KV. Milliseconds. */
const timeoutMs = 1_000;

/**
 * Keeps where something was born.
 * @param ttl seconds
 */
export const putOrigin = (kv: KVNamespace, key: string, { country, ip, userAgent }: Origin, ttl: number) =>
  kv.put(key, JSON.stringify({ ip, userAgent, country }), { expirationTtl: Math.max(ttlMin, Math.ceil(ttl)) });

/**
 * Reads where things were born. Never fails, and never takes longer than a second.
 * @returns by key; what KV does not give in time, or at all, is absent
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
 * Bodies that one statement deletes; the rest end with their time. A batch has three such statements at most, and a request may
 * ask KV a thousand times.
 */
const forgottenMax = 300;

/** Forgets where things were born, as far as KV lets it. @param ended rows with their keys; null: there is nothing to forget */
export function forget(kv: KVNamespace, ended: readonly Row[]): Promise<unknown> {
  const keys = ended.flatMap((row) => ending.read(row).key ?? []);
  return Promise.allSettled(keys.slice(0, forgottenMax).map((key) => kv.delete(key)));
}

/** Adds a statement that ends something and returns the keys: what KV has of it is forgotten after the commit. */
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
