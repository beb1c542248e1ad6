/** How much of what can be run at more than one size this command runs; vitest.config.ts gives it to each command. */
import { inject } from "vitest";

export interface Scope {
  /** The versions of the SDKs: 14, 17, 20 and 27 of `node-appwrite`, 28 of `appwrite`. */
  readonly sdks: readonly number[];
  /** How many hostile requests are made up. */
  readonly fuzzCases: number;
  /** How many rows the long tables have, of users that are listed, or of what a sweep deletes. A multiple of 1,000. */
  readonly rows: number;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly scope: Scope;
  }
}

export const scope = inject("scope");
