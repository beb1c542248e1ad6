/** One measured hash. */
import type { HashOptions } from "../../src/lib/passwords/registry.ts";
import type { Floor } from "./floors.ts";
import type { Task } from "./worker.ts";

export interface HashCase extends Omit<Task, "times"> {
  readonly cost: string;
  readonly floor: Floor;
  /** The costliest accepted hash of its format: its memory is measured too. */
  readonly largest: boolean;
  /** New passwords are hashed so. */
  readonly isDefault?: true;
}

export const usual = "correct horse";

/** The longest password that the API accepts. */
export const longest = "x".repeat(256);

/** A well-formed hash that no password matches. A mismatch takes as long as a match. */
export const stored = (hash: string, password: string, options: HashOptions = {}) => ({
  hash,
  password,
  options: { ...options, type: hash },
});
