/** Writes the log. A row is a statement of the batch that did what it tells (spec/wire.md 8.1, design.md 9). */
import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../../http/context.ts";
import { serviceEmail } from "../../http/scopes.ts";
import type { Statement } from "../../storage/db.ts";
import { logs, users } from "../../storage/schema/index.ts";

/**
 * A statement that notes an event on a user.
 * @param self picks the user's row; where it picks none, nothing is noted
 */
export function appendLog({ caller, client, config, db, host, now }: Context, event: string, self: SQL): Statement {
  const actor =
    caller.kind === "key"
      ? { type: "key", id: caller.id, name: caller.name, email: serviceEmail(config.projectId, host) }
      : { type: "guest", id: "", name: "", email: "" };
  return db.insert(logs).select(
    db
      .select({
        seq: sql`NULL`.as("seq"),
        createdAt: sql`${now}`.as("createdAt"),
        event: sql`${event}`.as("event"),
        resource: sql`'user/' || ${users.id}`.as("resource"),
        userSeq: users.seq,
        actorType: sql`${actor.type}`.as("actorType"),
        actorId: sql`${actor.id}`.as("actorId"),
        actorName: sql`${actor.name}`.as("actorName"),
        actorEmail: sql`${actor.email}`.as("actorEmail"),
        ip: sql`${client.ip}`.as("ip"),
        userAgent: sql`${client.userAgent}`.as("userAgent"),
        country: sql`${client.country}`.as("country"),
      })
      .from(users)
      .where(self),
  );
}
