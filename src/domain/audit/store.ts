/**
 * Writes the log, and reads it (read.ts). A row is a statement of the batch that did what it tells
 * (docs/spec/logs.md#rows, docs/decisions/0017-upstream-differences.md#log).
 */
import { build, eq, insertFrom, type NameOf, type SQL, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import type { Origin } from "../../storage/kv.ts";
import { integer, reader } from "../../storage/reader.ts";
import {
  identities,
  keys,
  logs,
  memberships,
  oauth2Providers,
  providers,
  targets,
  teams,
  users,
} from "../../storage/schema/index.ts";
import { type Context, serviceEmail } from "../context/index.ts";

const nobody = sql`NULL`;
const teamOfMembership = sql`(SELECT ${teams.id} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`;

/** What something can happen to: its table, the user it belongs to, and what the log calls it. */
const subjects = {
  identity: { table: identities, userSeq: sql`${identities.userSeq}`, resource: sql`'identity/' || ${identities.id}` },
  key: { table: keys, userSeq: nobody, resource: sql`'key/' || ${keys.id}` },
  membership: {
    table: memberships,
    userSeq: sql`${memberships.userSeq}`,
    resource: sql`'team/' || ${teamOfMembership}`,
  },
  oauth2: { table: oauth2Providers, userSeq: nobody, resource: sql`'oauth2/' || ${oauth2Providers.id}` },
  provider: { table: providers, userSeq: nobody, resource: sql`'provider/' || ${providers.id}` },
  target: { table: targets, userSeq: sql`${targets.userSeq}`, resource: sql`'target/' || ${targets.id}` },
  team: { table: teams, userSeq: nobody, resource: sql`'team/' || ${teams.id}` },
  user: { table: users, userSeq: sql`${users.seq}`, resource: sql`'user/' || ${users.id}` },
};

type Subjects = typeof subjects;

/** Who did it, as they were then. */
export interface Actor {
  readonly type: "key" | "user" | "guest";
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A user as who did something: also one who has only just signed up or in. */
export const userActor = ({ email, id, name }: Pick<UserRow, "id" | "name" | "email">): Actor => ({
  type: "user",
  id,
  name,
  email: email ?? "",
});

/**
 * Who does what a request does: whoever acts as another, before all.
 * @param identified who has shown by the request who they are, where that is not the caller
 */
function actorOf({ caller, config, url }: Context, identified: Actor | undefined): Actor {
  if (caller.kind === "user" && caller.impersonator !== null) return userActor(caller.impersonator.user);
  if (identified !== undefined) return identified;
  switch (caller.kind) {
    case "key":
      return { type: "key", id: caller.id, name: caller.name, email: serviceEmail(config.projectId, url.hostname) };
    case "user":
      return userActor(caller.user);
    case "guest":
      return { type: "guest", id: "", name: "", email: "" };
  }
}

/** What a row of the log tells besides what it happened to. */
function logFields(context: Context, event: string, identified?: Actor) {
  const { client, now } = context;
  const actor = actorOf(context, identified);
  return {
    createdAt: now,
    event,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    actorEmail: actor.email,
    ip: client.ip,
    userAgent: client.userAgent,
    country: client.country,
  };
}

/**
 * A statement that notes that a token was asked for: on the user who has the address, or else on the token. It is one row in
 * any case.
 * @param holder the `seq` of the user; NULL: nobody may get the token
 */
export function noteAsking(context: Context, event: string, tokenId: string, holder: SQL, actor?: Actor): Statement {
  const resource = sql`coalesce((SELECT 'user/' || ${users.id} FROM ${users} WHERE ${users.seq} = ${holder}), ${`token/${tokenId}`})`;
  return build.insert(logs).values({ ...logFields(context, event, actor), resource, userSeq: holder });
}

/** A statement that notes an event on something that is no row. @param resource `<noun>/<id>` */
export const noteEvent = (context: Context, event: string, resource: string): Statement =>
  build.insert(logs).values({ ...logFields(context, event), resource });

/**
 * A statement that notes an event on a row.
 * @param noun what it happened to
 * @param self picks the row; where it picks none, nothing is noted
 */
export function appendLog<Noun extends keyof Subjects>(
  context: Context,
  event: string,
  noun: Noun,
  self: Where<NameOf<Subjects[Noun]["table"]>>,
  actor?: Actor,
) {
  const { resource, table, userSeq } = subjects[noun];
  return insertFrom(logs, { ...logFields(context, event, actor), resource, userSeq }, sql`FROM ${table} WHERE ${self}`);
}

/** What a statement that adds a row to the log can return of it. */
export const loggedSeq = reader({ seq: integer(logs.seq) });

/** A statement that notes where the token had been asked for with which a user signed in. @param seq of the log's row */
export const noteTokenOrigin = (seq: number, origin: Origin): Statement =>
  build
    .update(logs)
    .set({ tokenOrigin: JSON.stringify(origin) })
    .where(eq(logs.seq, seq));
