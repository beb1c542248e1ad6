/**
 * Targets: addresses and devices of users. `who` picks a row of users, or none. A unique index gives an identifier of a
 * type one owner, so of concurrent requests for it one succeeds.
 */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { AppError } from "../../errors/app-error.ts";
import type { ErrorType } from "../../errors/catalogue.ts";
import type { ListRequest } from "../../lib/queries/index.ts";
import {
  and,
  build,
  eq,
  inArray,
  insertFrom,
  type SQL,
  sql,
  type Statement,
  type Where,
  where,
} from "../../lib/sql/index.ts";
import type { Page } from "../../models/model.ts";
import type { TargetRow } from "../../models/target.ts";
import type { Handle } from "../../storage/batch.ts";
import { orNull, reader, type RowOf, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { providers, sessions, targets, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { compile, readPageOfUser } from "../lists/index.ts";
import { isProvider } from "../providers/index.ts";
import { target } from "./columns.ts";
import { assertIdentifier, type TargetType, typesOf } from "./identifier.ts";
import { owner, targetsResource } from "./resource.ts";

const selectUser = (who: Where<"users">): SQL => sql`SELECT 1 FROM ${users} WHERE ${who}`;

/** The target of an id, if it belongs to the user. */
const isTarget = (who: Where<"users">, targetId: string): Where<"targets"> =>
  where(targets)`lower(${targets.id}) = ${targetId.toLowerCase()} AND ${targets.id} = ${targetId}
    AND ${targets.userSeq} = ${seqOf(who)}`;

const selectTarget = (self: Where<"targets">): SQL => sql`SELECT ${target.columns} FROM ${targets} WHERE ${self}`;

/** The target that a batch read, of the user that it read. @throws AppError `user_not_found`, `user_target_not_found` */
function found(user: Handle, target: Handle): Row {
  if (user.row === undefined) throw new AppError("user_not_found");
  if (target.row === undefined) throw new AppError("user_target_not_found");
  return target.row;
}

/**
 * Reads a page of the user's targets and how many there are, in one batch.
 * @throws AppError `user_not_found`, `general_cursor_not_found`, `database_query_order_null`
 */
export function listTargets({ db }: Context, who: Where<"users">, request: ListRequest): Promise<Page<TargetRow>> {
  const plan = compile(targetsResource, { ...request, part: { attribute: owner, value: seqOf(who) } });
  const source = { table: targets, sequence: targets.seq, columns: target.columns, toItem: target.read };
  return readPageOfUser(db, who, plan, source);
}

/** @throws AppError `user_not_found`, `user_target_not_found` */
export async function getTarget({ db }: Context, who: Where<"users">, targetId: string): Promise<TargetRow> {
  const batch = db.batch();
  const user = batch.add(selectUser(who));
  const selected = batch.add(selectTarget(isTarget(who, targetId)));
  await batch.run();
  return target.read(found(user, selected));
}

/** A column of the provider with an id; NULL: no id, or no such provider. */
const ofProvider = (providerId: string | null, column: SQLiteColumn): SQL =>
  providerId === null ? sql`NULL` : sql`(SELECT ${column} FROM ${providers} WHERE ${isProvider(providerId)})`;

/** The `seq` of a user's session; NULL: the user has no session with the id. */
const sessionSeq = (userSeq: SQLiteColumn, id: string): SQL =>
  sql`(SELECT ${sessions.seq} FROM ${sessions} WHERE ${sessions.userSeq} = ${userSeq} AND ${sessions.id} = ${id})`;

/** The fields of a new target. */
export interface NewTarget {
  readonly id: string;
  readonly name: string | null;
  /** null, or an unknown provider: the target gets none. */
  readonly providerId: string | null;
  readonly providerType: TargetType;
  readonly identifier: string;
  /** The session that it ends with; null: it lasts. */
  readonly sessionId: string | null;
}

/**
 * Gives the user a target.
 * @param then statements to follow
 * @throws AppError `user_not_found`, `user_target_already_exists` when another target has the id or the identifier
 */
export async function createTarget(
  context: Context,
  who: Where<"users">,
  given: NewTarget,
  then: readonly Statement[] = [],
): Promise<TargetRow> {
  const { db, now } = context;
  const { id, identifier, name, providerId, providerType, sessionId } = given;
  const providerSeq = ofProvider(providerId, providers.seq);
  const self = isTarget(who, id);
  const batch = db.batch();
  const user = batch.add(selectUser(who));
  batch.add(
    insertFrom(
      targets,
      {
        id,
        createdAt: now,
        updatedAt: now,
        userSeq: users.seq,
        name,
        providerSeq,
        providerType,
        identifier,
        expired: false,
        sessionSeq: sessionId === null ? null : sessionSeq(users.seq, sessionId),
      },
      sql`FROM ${users} WHERE ${who}`,
    ),
  );
  batch.add(appendLog(context, "target.create", "target", self));
  const created = batch.add(selectTarget(self));
  batch.addAll(then);
  batch.refuse({ targets_id: "user_target_already_exists", targets_identifier: "user_target_already_exists" });
  await batch.run();
  return target.read(found(user, created));
}

/** The settable fields of a target; null: unchanged. */
export interface TargetChange {
  readonly identifier: string | null;
  readonly providerId: string | null;
  readonly name: string | null;
  /** The error when another target has the identifier. */
  readonly taken: ErrorType;
}

/** Identifies a target of a user. */
export interface TargetKey {
  readonly who: Where<"users">;
  readonly targetId: string;
  /** Whether the target must be a device. */
  readonly isPush: boolean;
  /** The session that it must end with. */
  readonly sessionId?: string;
}

function isTargetOf({ isPush, sessionId, targetId, who }: TargetKey): Where<"targets"> {
  return and(
    isTarget(who, targetId),
    isPush ? eq(targets.providerType, "push") : undefined,
    sessionId === undefined ? undefined : eq(targets.sessionSeq, sessionSeq(targets.userSeq, sessionId)),
  );
}

/** The type of a target, and the type of the requested provider. */
const typed = reader({ type: text(targets.providerType), provider: orNull(text()) });

/**
 * Changes a target. A new identifier resets `expired`.
 * @throws AppError `user_not_found`, `user_target_not_found`, `general_invalid_email`, `general_invalid_phone`,
 *   `provider_not_found`, `provider_incorrect_type`, `taken`
 */
export async function updateTarget(context: Context, key: TargetKey, change: TargetChange): Promise<TargetRow> {
  const { db, now } = context;
  const { identifier, name, providerId, taken } = change;
  const self = isTargetOf(key);
  const provider = ofProvider(providerId, providers.type);
  const isChanged = and(
    self,
    identifier === null ? undefined : inArray(targets.providerType, typesOf(identifier)),
    providerId === null ? undefined : eq(targets.providerType, provider),
  );
  const batch = db.batch();
  const user = batch.add(selectUser(key.who));
  const before = batch.add(sql`SELECT ${typed.with({ provider })} FROM ${targets} WHERE ${self}`);
  batch.add(
    build
      .update(targets)
      .set({
        updatedAt: now,
        ...(identifier !== null && { identifier, expired: false }),
        ...(providerId !== null && { providerSeq: ofProvider(providerId, providers.seq) }),
        ...(name !== null && { name }),
      })
      .where(isChanged),
  );
  batch.add(appendLog(context, "target.update", "target", isChanged));
  const after = batch.add(selectTarget(self));
  batch.refuse({ targets_identifier: taken });
  await batch.run();
  assertAllowed(typed.read(found(user, before)), change);
  return target.read(found(user, after));
}

/** @throws AppError the reason why the statement did not make the change, if there is one */
function assertAllowed({ provider, type }: RowOf<typeof typed>, { identifier, providerId }: TargetChange): void {
  if (identifier !== null) assertIdentifier(type, identifier);
  if (providerId === null) return;
  if (provider === null) throw new AppError("provider_not_found");
  if (provider !== type) throw new AppError("provider_incorrect_type");
}

/** @throws AppError `user_not_found`, `user_target_not_found` */
export async function deleteTarget(context: Context, key: TargetKey): Promise<void> {
  const self = isTargetOf(key);
  const batch = context.db.batch();
  const user = batch.add(selectUser(key.who));
  batch.add(appendLog(context, "target.delete", "target", self));
  const deleted = batch.add(build.delete(targets).where(self).returning({ id: targets.id }));
  await batch.run();
  found(user, deleted);
}
