/** The outcomes of the rows of an import (docs/spec/import.md#outcomes). */
import { defineModel, fieldsOf, type Model } from "./model.ts";

const outcomes = ["exists", "changed", "kept", "pending", "duplicate", "taken", "invalid"] as const;

/** The outcome of a row that was not created. */
export interface RowOutcome {
  /** Its number in the file. */
  readonly row: number;
  readonly outcome: (typeof outcomes)[number];
  /** The id of its user; null: the row was rejected before it had one. */
  readonly id: string | null;
  /** The field that caused the outcome. */
  readonly parameter?: string;
  /** The number of the earlier row with the same value. */
  readonly of?: number;
  /** The id of the user who has the conflicting value. */
  readonly by?: string;
  /** The address of that user is unproven. */
  readonly isUnproven?: true;
  /** Fields that get, or got, the values of the row. */
  readonly changed?: readonly string[];
  /** Fields that differ from the row and stay. */
  readonly kept?: readonly string[];
  readonly message: string;
}

/** The outcome of a chunk. */
export interface ImportReport {
  /** null: a dry run that names no import. */
  readonly importId: string | null;
  readonly dryRun: boolean;
  readonly total: number;
  /** The rows that were not created, by their number. */
  readonly rows: readonly RowOutcome[];
}

/** Absent fields are left out. */
const importRow: Model<RowOutcome> = {
  name: "importRow",
  mediaType: "application/json",
  uses: [],
  schema: {
    type: "object",
    properties: {
      row: { type: "integer", format: "int32" },
      outcome: { type: "string", enum: outcomes },
      $id: { type: "string" },
      parameter: { type: "string" },
      of: { type: "integer", format: "int32" },
      by: { type: "string" },
      unproven: { type: "boolean" },
      changed: { type: "array", items: { type: "string" } },
      kept: { type: "array", items: { type: "string" } },
      message: { type: "string" },
    },
    required: ["row", "outcome", "message"],
  },
  render: ({ by, changed, id, isUnproven, kept, message, of, outcome, parameter, row }) => ({
    row,
    outcome,
    ...(id !== null && { $id: id }),
    parameter,
    of,
    by,
    unproven: isUnproven,
    changed,
    kept,
    message,
  }),
};

const { boolean, integer, list, nullableString } = fieldsOf<ImportReport>();

const count = (outcome: RowOutcome["outcome"]) =>
  integer(({ rows }) => rows.filter((row) => row.outcome === outcome).length);

export const importReport = defineModel<ImportReport>(
  "importReport",
  {
    importId: nullableString(({ importId }) => importId),
    dryRun: boolean(({ dryRun }) => dryRun),
    total: integer(({ total }) => total),
    created: integer(({ rows, total }) => total - rows.length),
    exists: count("exists"),
    changed: count("changed"),
    kept: count("kept"),
    pending: count("pending"),
    duplicates: count("duplicate"),
    taken: count("taken"),
    invalid: count("invalid"),
    rows: list(importRow, ({ rows }) => rows),
  },
  [importRow],
);
