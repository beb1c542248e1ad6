/** What becomes of a row of an import, and what that takes. */
import type { RowOutcome } from "../../models/import.ts";
import type { AddressKind, Holding } from "../users/index.ts";
import type { Update } from "./compare.ts";
import type { Candidate } from "./row.ts";

/** An address that an account holds on its user's word alone, and a row of the import gets. */
export interface Replaced {
  readonly kind: AddressKind;
  readonly id: string;
  readonly seq: number;
  readonly holding: Holding;
}

/** What becomes of a row. */
export interface Judgement {
  readonly candidate: Candidate;
  /** null: nothing is in its way, so it is created. */
  readonly outcome: RowOutcome | null;
  /** What has to be detached for it. */
  readonly replaced: readonly Replaced[];
  /** What the row changes of its user; null: nothing. */
  readonly update: Update | null;
}
