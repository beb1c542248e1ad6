/** The size of the tests that can run at several sizes; vitest.config.ts sets it for each command. */
import { inject } from "vitest";

export interface Scope {
  /** The versions of the SDKs: 14, 17, 20 and 27 of `node-appwrite`, 28 of `appwrite`. */
  readonly sdks: readonly number[];
  /** The number of generated hostile requests. */
  readonly fuzzCases: number;
  /** The number of rows in the long tables, of listed users, or of rows to sweep. A multiple of 1,000. */
  readonly rows: number;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly scope: Scope;
  }
}

export const scope = inject("scope");
