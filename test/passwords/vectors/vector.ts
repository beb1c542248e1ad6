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

/** An import that must be refused, and the refused parameter. */
interface RefusedSample extends Sample {
  readonly parameter: string;
}

/** The lists of one format. The samples of all other formats must be refused, too. */
export interface FormatVectors {
  readonly hash: string;
  /** Hashes from other sources: the specification's list, other projects, and generate.ts beside this file. */
  readonly right: readonly Vector[];
  /** The same hashes in other spellings, which must be accepted and verify. */
  readonly alternate: readonly Vector[];
  /** Almost valid hashes, each with one flaw that makes a match impossible. */
  readonly malformed: readonly RefusedSample[];
  /** Texts of no format of the registry. */
  readonly unrecognised: readonly string[];
}
