/** The contents of the vector files. */
import type { ImportValues } from "../../../src/lib/passwords/format.ts";

/** An import as it arrives: the stored text and the parameters beside it. */
export interface Sample {
  readonly encoded: string;
  readonly values?: ImportValues;
}

/** An import and the password it was made from. */
export interface Vector extends Sample {
  readonly password: string;
}

/** An import that must be refused, and for which parameter. */
interface RefusedSample extends Sample {
  readonly parameter: string;
}

/** The lists of one format. The samples of all other formats are the list of what else must be refused. */
export interface FormatVectors {
  readonly hash: string;
  /** Hashes from elsewhere: the specification's list, other projects, and generate.ts beside this file. */
  readonly right: readonly Vector[];
  /** The same hashes spelt otherwise, which must be accepted and verify. */
  readonly alternate: readonly Vector[];
  /** Almost right: one thing about them makes them impossible to match. */
  readonly malformed: readonly RefusedSample[];
  /** Not of this format at all, and of no other format of the registry. */
  readonly unrecognised: readonly string[];
}
