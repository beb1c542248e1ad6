/**
 * The cost of new passwords: OWASP's first choice for argon2id, some 30 ms here. Two of them fit an isolate, which the
 * 64 MiB of upstream's default do not. A module of its own, so that tests that are not about it can hash for less
 * (test/harness/cheap-cost.ts).
 */
export const defaultCost = { memoryKiB: 19_456, passes: 2, lanes: 1, saltBytes: 16, outputBytes: 32 } as const;
