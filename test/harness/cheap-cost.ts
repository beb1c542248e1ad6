/**
 * Replaces src/lib/passwords/default-cost.ts in tests that are not about the cost of a password (vitest.config.ts): the
 * least that argon2 allows.
 */
import type { defaultCost as real } from "../../src/lib/passwords/default-cost.ts";

type Cost = { readonly [Part in keyof typeof real]: number };

export const defaultCost: Cost = { memoryKiB: 8, passes: 1, lanes: 1, saltBytes: 16, outputBytes: 32 };
