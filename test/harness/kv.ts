/** KV in all its states: late, down, or silent. Writes also go to the real KV, which refuses invalid ones. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/http/config.ts";

/** The delay until a change is visible elsewhere, in milliseconds: KV documents 60 s or more. */
const lag = 60_000;

/** Replacements of KV operations; the others go to the real one. */
interface StandIns {
  readonly get: (keys: string | readonly string[], type?: "text" | "json") => Promise<unknown>;
  readonly put: (key: string, value: string, options?: KVNamespacePutOptions) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
}

function replace(standIns: StandIns): KVNamespace {
  return new Proxy(env.KV, {
    get(target, name) {
      const member: unknown = Reflect.get(Object.hasOwn(standIns, name) ? standIns : target, name);
      return typeof member === "function"
        ? (...values: unknown[]): unknown => Reflect.apply(member, target, values)
        : member;
    },
  });
}

/** A write as a distant location will see it. */
interface Write {
  /** null: a deletion. */
  readonly value: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly seenFrom: number;
}

/**
 * KV in a location that is a minute behind.
 * @param kept `values`: the first value under a key is visible at once, and kept for a minute after its change or deletion;
 * `misses`: the absence of a value is kept for a minute too
 */
export function staleKv(kept: "values" | "misses"): KVNamespace {
  const history = new Map<string, readonly Write[]>();
  const note = (key: string, value: string | null): void => {
    const writes = history.get(key) ?? [];
    const isSeenAtOnce = kept === "values" && writes.length === 0;
    history.set(key, [...writes, { value, seenFrom: Date.now() + (isSeenAtOnce ? 0 : lag) }]);
  };
  const read = (key: string, type?: "text" | "json"): unknown => {
    const value = history.get(key)?.findLast(({ seenFrom }) => seenFrom <= Date.now())?.value ?? null;
    return type === "json" && value !== null ? JSON.parse(value) : value;
  };
  return replace({
    get: (keys, type) =>
      Promise.resolve(typeof keys === "string" ? read(keys, type) : new Map(keys.map((key) => [key, read(key, type)]))),
    put(key, value, options) {
      note(key, value);
      return env.KV.put(key, value, options);
    },
    delete(key) {
      note(key, null);
      return env.KV.delete(key);
    },
  });
}

/** KV that is down. */
export function failingKv(): KVNamespace {
  const fail = () => Promise.reject(new Error("KV is down."));
  return replace({ get: fail, put: fail, delete: fail });
}

/** KV that never answers. @param onRead called with each key that is read */
export function hangingKv(onRead: (key: string) => void = () => undefined): KVNamespace {
  const hang = () => Promise.withResolvers<never>().promise;
  const get = (keys: string | readonly string[]) => {
    [keys].flat().forEach(onRead);
    return hang();
  };
  return replace({ get, put: hang, delete: hang });
}

/** Every state of KV that the Worker may meet. */
export const kvs: readonly { readonly kind: string; readonly make: () => KVNamespace }[] = [
  { kind: "KV that is up to date", make: () => env.KV },
  { kind: "KV that keeps values for a minute", make: () => staleKv("values") },
  { kind: "KV that keeps misses for a minute", make: () => staleKv("misses") },
  { kind: "KV that is down", make: failingKv },
  { kind: "KV that never answers", make: () => hangingKv() },
];

/** The time given to the work after an answer, in milliseconds: where KV never answers, that work never ends. */
const timeoutMs = 25;

/**
 * The Worker's app on this KV: one of the many locations where it runs. Waits for the work after the answer, within
 * `timeoutMs`.
 * @param bindings further bindings that differ from this Worker's
 */
export function serveOn(
  kv: KVNamespace,
  bindings: Readonly<Record<string, unknown>> = {},
): (request: Request) => Promise<Response> {
  const config = parseConfig({ ...env, ...bindings, KV: kv });
  if (!config.ok) throw new Error(config.error);
  const app = createApp(config.value);
  return async (request) => {
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    await Promise.race([waitOnExecutionContext(context), scheduler.wait(timeoutMs)]);
    return response;
  };
}
