/** The outcome of a row whose id a user has, in an import with `update` (docs/spec/import.md#updates). Pure. */
import type { RowOutcome } from "../../models/import.ts";
import type { Holding } from "../users/index.ts";
import { compare, isAnotherPerson, type KnownUser } from "./compare.ts";
import type { Judgement } from "./judgement.ts";
import type { Candidate, ImportOptions } from "./row.ts";

export const existing = "The user is there already. Nothing was changed.";
export const idTaken = "Another user has this id. Choose another.";
const idOfAnother =
  "The user with this id registered at another time and has other addresses, so the row is about another person. Choose another id.";

const isChanging = "Only the source has changed these fields since the import, so the user gets them.";

function keptMessage({ imported }: KnownUser): string {
  return imported === null
    ? "No import has made this user as they are, so these fields stay. Change them by the API if the row is right."
    : "These fields were changed here since the import, so they stay. Change them by the API if the row is right.";
}

interface Holder {
  readonly id: string;
  readonly holding: Holding;
}

interface Owner {
  readonly id: string;
}

/** The user who has the id of a row, and the users and targets that have its addresses. */
interface Read {
  readonly known: KnownUser;
  readonly sameId: { readonly id: string; readonly isSame: boolean };
  readonly email: Holder | null;
  readonly phone: Holder | null;
  readonly emailTarget: Owner | null;
  readonly phoneTarget: Owner | null;
}

/** The outcome of a row that changes an address which another user has. */
function obstacle(read: Read, { id, row, user }: Candidate, changed: readonly string[]): RowOutcome | null {
  const taken = { row, outcome: "taken", id } as const;
  for (const kind of ["email", "phone"] as const) {
    if (!changed.includes(kind) || user[kind] === read.known[kind]) continue;
    const holder = read[kind];
    if (holder !== null) {
      const isUnproven = holder.holding === "unproven" || holder.holding === "anchored";
      const message = `Another user has this ${kind}, so the row's user keeps the old one. Use another, or none.`;
      return { ...taken, parameter: kind, by: holder.id, ...(isUnproven && { isUnproven }), message };
    }
    const owner = kind === "email" ? read.emailTarget : read.phoneTarget;
    if (owner === null) continue;
    const message = `User "${owner.id}" has a target with this ${kind}. Delete it, or use another ${kind}.`;
    return { ...taken, parameter: "targets", by: owner.id, message };
  }
  return null;
}

/** Judges a row whose id a user has. It is the same user if an import made them or they have the addresses of the row. */
export function judgeKnown(read: Read, candidate: Candidate, options: ImportOptions, now: number): Judgement {
  const { id, row, user } = candidate;
  const { known, sameId } = read;
  const conclude = (outcome: RowOutcome): Judgement => ({
    candidate,
    outcome,
    replaced: [],
    isCompared: true,
    update: null,
  });
  if (sameId.id !== id || (known.imported === null && !sameId.isSame)) {
    return conclude({ row, outcome: "taken", id, parameter: "$id", by: sameId.id, message: idTaken });
  }
  if (isAnotherPerson(user, known)) {
    return conclude({ row, outcome: "taken", id, parameter: "$id", by: sameId.id, message: idOfAnother });
  }
  const update = compare(user, known, options, now);
  const { changed, kept } = update;
  const fields = { ...(changed.length > 0 && { changed }), ...(kept.length > 0 && { kept }) };
  if (changed.length === 0 && kept.length === 0) return conclude({ row, outcome: "exists", id, message: existing });
  if (changed.length === 0) return conclude({ row, outcome: "kept", id, ...fields, message: keptMessage(known) });
  const taken = obstacle(read, candidate, changed);
  if (taken !== null) return conclude(taken);
  return { ...conclude({ row, outcome: "changed", id, ...fields, message: isChanging }), update };
}
