/** The bounds of a key that is made with another key: at most the scopes and the expiry of that key (docs/spec/keys.md#grants). */
import type { Caller, KeyCaller } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";

interface Grant {
  readonly scopes: readonly string[];
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
}

/** @throws AppError `key_creation_denied` where the grant goes beyond the caller, or the caller is ephemeral */
export function assertWithin(caller: Caller, { scopes, expire }: Grant): asserts caller is KeyCaller {
  if (caller.kind !== "key" || caller.isEphemeral) throw new AppError("key_creation_denied");
  const { scopes: held, expire: end } = caller;
  const beyond = held === "all" ? [] : scopes.filter((scope) => !held.has(scope));
  if (beyond.length > 0) {
    throw new AppError("key_creation_denied", `A key can only give scopes that it has; it lacks ${beyond.join(", ")}.`);
  }
  if (end !== null && (expire === null || expire > end)) {
    throw new AppError("key_creation_denied", "A key can only make keys that expire no later than itself.");
  }
}
