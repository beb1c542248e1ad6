/**
 * Caches keys, so that a busy key is not looked up for each request. A revoked key stays valid in other isolates for
 * `ttlMs` at most (docs/decisions/0013-one-project.md#keys). The cache holds existing keys only, `max` at most.
 */
import type { KeyRow } from "../../models/key.ts";

/** Milliseconds. */
export const ttlMs = 5_000;

/** Entries; some 2 KiB each at the most. */
export const max = 1_000;

export class KeyCache {
  /** By digest, the oldest first. */
  readonly #entries = new Map<string, { readonly key: KeyRow; readonly foundAt: number }>();

  get size(): number {
    return this.#entries.size;
  }

  /** @param now milliseconds since the Unix epoch */
  get(digest: string, now: number): KeyRow | undefined {
    const entry = this.#entries.get(digest);
    if (entry !== undefined && now - entry.foundAt < ttlMs) return entry.key;
    this.#entries.delete(digest);
    return undefined;
  }

  set(digest: string, key: KeyRow, now: number): void {
    this.#entries.delete(digest);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= max) this.#entries.delete(oldest);
    this.#entries.set(digest, { key, foundAt: now });
  }

  /** Replaces the cached row of a key. Its age stays: use does not make an entry younger. */
  update(digest: string, key: KeyRow): void {
    const entry = this.#entries.get(digest);
    if (entry !== undefined) this.#entries.set(digest, { ...entry, key });
  }

  /** Empties the cache, so that this isolate sees its own changes at once. */
  clear(): void {
    this.#entries.clear();
  }
}
