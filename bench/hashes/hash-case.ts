/** One measured hash. */
import type { HashOptions } from "../../src/lib/passwords/registry.ts";
import type { Floor } from "./floors.ts";
import type { Task } from "./worker.ts";

export interface HashCase extends Omit<Task, "times"> {
  readonly cost: string;
  readonly floor: Floor;
  /** No accepted hash of its format takes more: its memory is measured as well. */
  readonly largest: boolean;
  /** New passwords are hashed so. */
  readonly isDefault?: true;
}

export const usual = "correct horse";

/** As long as the API takes one. */
export const longest = "x".repeat(256);

/** Well-formed, and of no password: to find that out takes as long as to find a match. */
export const stored = (hash: string, password: string, options: HashOptions = {}) => ({
  hash,
  password,
  options: { ...options, type: hash },
});
