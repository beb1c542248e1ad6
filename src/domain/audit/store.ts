/**
 * Writes the log, and reads it (read.ts). A row is a statement of the batch that made the change
 * (docs/spec/logs.md#rows, docs/decisions/0017-upstream-differences.md#log).
 */
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { build, insertFrom, type NameOf, type SQL, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import type { UserRow } from "../../models/user.ts";
import {
  identities,
  keys,
  logs,
  memberships,
  oauth2Providers,
  providers,
  sessions,
  targets,
  teams,
  users,
  webhooks,
} from "../../storage/schema/index.ts";
import { type Context, serviceEmail } from "../context/index.ts";

const nobody = sql`NULL`;

/** The user that a row of another table belongs to, as a resource. @param userSeq a column of that table */
const ownedBy = (userSeq: SQLiteColumn) =>
  sql`'user/' || (SELECT ${users.id} FROM ${users} WHERE ${users.seq} = ${userSeq})`;
const teamOfMembership = sql`(SELECT ${teams.id} FROM ${teams} WHERE ${teams.seq} = ${memberships.teamSeq})`;

/**
 * The entities that an event can happen to: the table, the user it belongs to, and the name in the log. A part, such as
 * a session, is the item of the whole.
 */
const subjects = {
  identity: {
    table: identities,
    userSeq: sql`${identities.userSeq}`,
    resource: ownedBy(identities.userSeq),
    item: sql`${identities.id}`,
  },
  key: { table: keys, userSeq: nobody, resource: sql`'key/' || ${keys.id}` },
  membership: {
    table: memberships,
    userSeq: sql`${memberships.userSeq}`,
    resource: sql`'team/' || ${teamOfMembership}`,
    item: sql`${memberships.id}`,
  },
  oauth2: { table: oauth2Providers, userSeq: nobody, resource: sql`'oauth2/' || ${oauth2Providers.id}` },
  provider: { table: providers, userSeq: nobody, resource: sql`'provider/' || ${providers.id}` },
  session: {
    table: sessions,
    userSeq: sql`${sessions.userSeq}`,
    resource: ownedBy(sessions.userSeq),
    item: sql`${sessions.id}`,
  },
  target: {
    table: targets,
    userSeq: sql`${targets.userSeq}`,
    resource: ownedBy(targets.userSeq),
    item: sql`${targets.id}`,
  },
  team: { table: teams, userSeq: nobody, resource: sql`'team/' || ${teams.id}` },
  webhook: { table: webhooks, userSeq: nobody, resource: sql`'webhook/' || ${webhooks.id}` },
  user: { table: users, userSeq: sql`${users.seq}`, resource: sql`'user/' || ${users.id}` },
};

type Subjects = typeof subjects;

/** The actor of an event, as they were at that time. */
export interface Actor {
  readonly type: "key" | "user" | "guest";
  readonly id: string | SQL;
  readonly name: string | SQL;
  readonly email: string | SQL;
}

/** A user as the actor, including one who has only just signed up or in. */
export const userActor = ({ email, id, name }: Pick<UserRow, "id" | "name" | "email">): Actor => ({
  type: "user",
  id,
  name,
  email: email ?? "",
});

/** The user who is logged as the actor too, where the batch has yet to find them. */
export const loggedUser: Actor = {
  type: "user",
  id: sql`${users.id}`,
  name: sql`${users.name}`,
  email: sql`coalesce(${users.email}, '')`,
};

/** The user that `who` picks as the actor of events on other rows. */
export const userActorBy = (who: Where<"users">): Actor => ({
  type: "user",
  id: sql`(SELECT ${users.id} FROM ${users} WHERE ${who})`,
  name: sql`(SELECT ${users.name} FROM ${users} WHERE ${who})`,
  email: sql`(SELECT coalesce(${users.email}, '') FROM ${users} WHERE ${who})`,
});

/**
 * Returns the actor of a request. An impersonator comes before the impersonated user.
 * @param identified the user whom the request has authenticated, if that is not the caller
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

/** The columns of a log row, without those of its resource. */
export function logFields(context: Context, event: string, identified?: Actor) {
  const { client, now, operation } = context;
  const actor = actorOf(context, identified);
  return {
    createdAt: now,
    event,
    operation,
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
 * A statement that logs the request for a token: about the user who has the address, or else about the token. It writes
 * one row in either case.
 * @param holder the `seq` of the user; NULL: no user may get the token
 */
export function noteAsking(context: Context, event: string, tokenId: string, holder: SQL, actor?: Actor): Statement {
  const resource = sql`coalesce((SELECT 'user/' || ${users.id} FROM ${users} WHERE ${users.seq} = ${holder}), ${`token/${tokenId}`})`;
  return build.insert(logs).values({ ...logFields(context, event, actor), resource, item: tokenId, userSeq: holder });
}

/**
 * A statement that logs an event on a subject without a row.
 * @param resource `<noun>/<id>`
 * @param isDue whether it happened
 */
export const noteEvent = (context: Context, event: string, resource: string, isDue: SQL = sql`1`): Statement =>
  insertFrom(logs, { ...logFields(context, event), resource }, sql`WHERE ${isDue}`);

/**
 * A statement that logs a job's change of a row, if the condition holds.
 * @param resource `<noun>/<id>`
 * @param operation names the job
 */
export const noteJobEvent = (
  now: number,
  event: string,
  resource: string,
  operation: string,
  self: Where<"webhooks">,
): Statement =>
  insertFrom(
    logs,
    {
      createdAt: now,
      event,
      operation,
      resource,
      actorType: "operator",
      actorId: "",
      actorName: "",
      actorEmail: "",
      ip: "",
      userAgent: "",
      country: null,
    },
    sql`FROM ${webhooks} WHERE ${self}`,
  );

/**
 * A statement that logs an event on a row.
 * @param noun the kind of the subject
 * @param self picks the rows; one is logged for each
 * @param item the id of the part that the event is about, of a user
 * @param tokenOrigin JSON: the origin of the request for the redeemed token; null: no token, or unknown
 */
export function appendLog<Noun extends keyof Subjects>(
  context: Context,
  event: string,
  noun: Noun,
  self: Where<NameOf<Subjects[Noun]["table"]>>,
  actor?: Actor,
  item: string | null = null,
  tokenOrigin: string | SQL | null = null,
) {
  const subject = subjects[noun];
  const { resource, table, userSeq } = subject;
  const part = "item" in subject ? subject.item : item;
  return insertFrom(
    logs,
    { ...logFields(context, event, actor), resource, item: part, userSeq, tokenOrigin },
    sql`FROM ${table} WHERE ${self}`,
  );
}
