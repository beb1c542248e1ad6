/**
 * The cost of new passwords: OWASP's first choice for argon2id, about 30 ms here. Two hashes fit in an isolate at a time;
 * with the 64 MiB of upstream's default they would not. It is a separate module so that tests can replace it by a cheaper
 * cost (test/harness/cheap-cost.ts).
 */
export const defaultCost = { memoryKiB: 19_456, passes: 2, lanes: 1, saltBytes: 16, outputBytes: 32 } as const;
