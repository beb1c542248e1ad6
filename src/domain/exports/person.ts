/** Everything about one person, for an access request (docs/spec/export.md#one-person). */
import { AppError } from "../../errors/app-error.ts";
import { type Expression, type SQL, sql } from "../../lib/sql/index.ts";
import type { PersonalData } from "../../models/personal-data.ts";
import type { Handle } from "../../storage/batch.ts";
import { boolean, integer, reader } from "../../storage/reader.ts";
import {
  identities,
  memberships,
  messages,
  recoveryCodes,
  sessions,
  targets,
  users,
} from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import { personalLogReader, selectPersonalLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { identity } from "../identities/index.ts";
import { named, toMembershipRow } from "../memberships/index.ts";
import { message } from "../messages/index.ts";
import { hasTotp } from "../mfa/index.ts";
import { sessionColumns, showSessions, toStoredSession } from "../sessions/index.ts";
import { ownTarget } from "../targets/index.ts";
import { isUser, selectUser, toUserRow } from "../users/index.ts";

/** Rows of each list but the log. */
const listMax = 1_000;

const factors = reader({
  totp: boolean(hasTotp),
  recoveryCodes: integer(sql`(SELECT count(*) FROM ${recoveryCodes} WHERE ${recoveryCodes.userSeq} = ${users.seq})`),
});

/** The requested part of the log. */
interface Part {
  /** The number of the last row that the caller knows; 0: from the beginning. */
  readonly after: number;
  /** Rows at most. */
  readonly limit: number;
}

/**
 * Reads everything about a user except secrets, contents of messages, and data of other people.
 * @throws AppError `user_not_found`
 */
export async function exportUser(context: Context, userId: string, { after, limit }: Part): Promise<PersonalData> {
  const who = isUser(userId);
  const batch = context.db.batch();
  const listed = (columns: SQL, from: SQL, owner: Expression, sequence: Expression): Handle =>
    batch.add(
      sql`SELECT ${columns} FROM ${from} WHERE ${owner} = ${seqOf(who)} ORDER BY ${sequence} LIMIT ${sql.integer(listMax + 1)}`,
    );
  const user = batch.add(selectUser(userId));
  const theirFactors = batch.add(sql`SELECT ${factors.columns} FROM ${users} WHERE ${who}`);
  const theirs = {
    targets: listed(ownTarget.columns, sql`${targets}`, targets.userSeq, targets.seq),
    identities: listed(identity.columns, sql`${identities}`, identities.userSeq, identities.seq),
    memberships: listed(named.columns, sql`${memberships}`, memberships.userSeq, memberships.seq),
    sessions: listed(sessionColumns, sql`${sessions}`, sessions.userSeq, sessions.seq),
    messages: listed(message.columns, sql`${messages}`, messages.userSeq, messages.seq),
  };
  const log = batch.add(selectPersonalLog(who, after, limit + 1));
  await batch.run();
  if (user.row === undefined || theirFactors.row === undefined) throw new AppError("user_not_found");
  const profile = toUserRow(user.row);
  const shown = ({ rows }: Handle) => rows.slice(0, listMax);
  const logs = log.rows.slice(0, limit).map(personalLogReader(context.locale, profile.id));
  return {
    exportedAt: context.now,
    user: profile,
    ...factors.read(theirFactors.row),
    targets: shown(theirs.targets).map((row) => ({ ...ownTarget.read(row), userId: profile.id })),
    identities: shown(theirs.identities).map((row) => ({ ...identity.read(row), provided: null })),
    memberships: shown(theirs.memberships).map(toMembershipRow),
    sessions: await showSessions(context, profile.id, shown(theirs.sessions).map(toStoredSession)),
    messages: shown(theirs.messages).map(message.read),
    logs,
    incomplete: Object.entries(theirs).flatMap(([name, { rows }]) => (rows.length > listMax ? [name] : [])),
    next: log.rows.length > limit ? Number(logs.at(-1)?.id) : null,
  };
}
