/** The outcome of a row of an import, and the facts behind it. */
import type { RowOutcome } from "../../models/import.ts";
import type { AddressKind, Holding } from "../users/index.ts";
import type { Update } from "./compare.ts";
import type { Candidate } from "./row.ts";

/** An unproven address of an account, which goes to a row of the import. */
export interface Replaced {
  readonly kind: AddressKind;
  readonly id: string;
  readonly seq: number;
  readonly holding: Holding;
}

/** The outcome of a row. */
export interface Judgement {
  readonly candidate: Candidate;
  /** null: the row has no conflict, so its user is created. */
  readonly outcome: RowOutcome | null;
  /** The addresses to detach for it. */
  readonly replaced: readonly Replaced[];
  /** Whether the row was compared with the user who has its id. */
  readonly isCompared: boolean;
  /** The changes of the row to its user; null: none. */
  readonly update: Update | null;
}
