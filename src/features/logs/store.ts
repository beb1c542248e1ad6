/** Writes the log. A row is a statement of the batch that did what it tells (spec/wire.md 8.1, design.md 9). */
import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import { serviceEmail } from "../../http/scopes.ts";
import { build, type Statement } from "../../storage/db.ts";
import { keys, logs, users } from "../../storage/schema/index.ts";

/** What can happen to something: its table, and the user it belongs to. */
const subjects = {
  key: { table: keys, userSeq: sql`NULL` },
  user: { table: users, userSeq: sql`${users.seq}` },
};

/** What a row of the log tells besides what it happened to. */
export function logFields({ caller, client, config, host, now }: Context, event: string) {
  const actor =
    caller.kind === "key"
      ? { type: "key", id: caller.id, name: caller.name, email: serviceEmail(config.projectId, host) }
      : { type: "guest", id: "", name: "", email: "" };
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

type LogFields = ReturnType<typeof logFields>;

/**
 * A statement that adds a row to the log.
 * @param noun what it happened to
 * @param self picks the row it happened to; where it picks none, nothing is added
 * @param valueOf the value of a field, or a slot for it
 */
export function insertLog(
  noun: keyof typeof subjects,
  self: SQL,
  valueOf: (name: keyof LogFields) => unknown,
): Statement {
  const { table, userSeq } = subjects[noun];
  const field = (name: keyof LogFields) => sql`${valueOf(name)}`.as(name);
  return build.insert(logs).select(
    build
      .select({
        seq: sql`NULL`.as("seq"),
        createdAt: field("createdAt"),
        event: field("event"),
        resource: sql`${sql.raw(`'${noun}/'`)} || ${table.id}`.as("resource"),
        userSeq: userSeq.as("userSeq"),
        actorType: field("actorType"),
        actorId: field("actorId"),
        actorName: field("actorName"),
        actorEmail: field("actorEmail"),
        ip: field("ip"),
        userAgent: field("userAgent"),
        country: field("country"),
      })
      .from(table)
      .where(self),
  );
}

/** A statement that notes an event on something that is no row. @param resource `<noun>/<id>` */
export const noteEvent = (context: Context, event: string, resource: string): Statement =>
  build.insert(logs).values({ ...logFields(context, event), resource });

/** A statement that notes an event on the row that `self` picks. */
export function appendLog(context: Context, event: string, noun: keyof typeof subjects, self: SQL): Statement {
  const fields = logFields(context, event);
  return insertLog(noun, self, (name) => fields[name]);
}
