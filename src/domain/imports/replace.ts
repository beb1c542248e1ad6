/** Detaches unproven addresses from accounts, for rows that have them (docs/decisions/0010-addresses.md). */
import { sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { users } from "../../storage/schema/index.ts";
import type { Context } from "../context/index.ts";
import { detachAddress, stillHolds } from "../users/index.ts";
import { type BoundRow, partOf } from "./bind.ts";
import type { Judgement, Replaced } from "./judgement.ts";
import { isFree, ofRow, rowsOf } from "./rows.ts";

/** Whether the row can be created once the addresses are free. Otherwise the accounts keep them. */
function canCreate(bound: BoundRow, replaced: readonly Replaced[]): Where<"users"> {
  const seqs = sql.join(
    replaced.map(({ seq }) => sql`${seq}`),
    sql`, `,
  );
  const isAnothers = sql`SELECT 1 FROM ${users} WHERE ${users.seq} NOT IN (${seqs})`;
  return where(users)`EXISTS (SELECT 1 FROM ${rowsOf(partOf(bound))}
    WHERE ${isFree(replaced.map(({ seq }) => seq))}
    AND NOT EXISTS (${isAnothers} AND ${users.email} = ${ofRow("e")})
    AND NOT EXISTS (${isAnothers} AND ${users.phone} = ${ofRow("p")}))`;
}

/** Adds the statements that free the addresses of a row, ahead of those that create it. */
export function addDetachments(
  batch: Batch,
  context: Context,
  { candidate: { user }, replaced }: Judgement,
  bound: BoundRow,
): void {
  const isHeld = ({ holding, kind, seq }: Replaced): Where<"users"> =>
    where(
      users,
    )`EXISTS (SELECT 1 FROM ${users} WHERE ${users.seq} = ${seq} AND ${stillHolds(kind, user[kind], holding)})`;
  for (const [index, { holding, kind, seq }] of replaced.entries()) {
    // Detaches all addresses of a row or none: the holders of the following ones must be as they were read.
    const others = replaced.slice(index + 1).map(isHeld);
    const isProven = others.reduce((all, other) => where(users)`${all} AND ${other}`, canCreate(bound, replaced));
    const holder = { seq, user, holdings: { email: holding, phone: holding } };
    detachAddress(batch, context, holder, kind, { isProven });
  }
}
