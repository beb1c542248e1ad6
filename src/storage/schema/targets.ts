/** Targets: addresses and devices of users. An identifier of a type has one owner in the whole project. */
import { boolean, instant } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { sessions } from "./sessions.ts";
import { users } from "./users.ts";

export const targets = sqliteTable(
  "targets",
  {
    seq: integer().primaryKey(),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    name: text(),
    /**
     * The provider that serves it: `seq` in `providers`. Not a foreign key, so that deleting a provider does not
     * rewrite its targets: a number is never reused, and a target whose provider is deleted shows none.
     */
    providerSeq: integer(),
    providerType: text({ enum: ["email", "sms", "push"] }).notNull(),
    identifier: text().notNull(),
    expired: boolean().notNull(),
    /** The session of a push target, which is deleted with it. */
    sessionSeq: integer().references(() => sessions.seq, { onDelete: "cascade" }),
  },
  (targets) => [
    uniqueIndex("targets_id").on(sql`lower(${targets.id})`),
    uniqueIndex("targets_identifier").on(targets.providerType, targets.identifier),
    index("targets_user_seq").on(targets.userSeq),
    index("targets_session_seq")
      .on(targets.sessionSeq)
      .where(sql`${targets.sessionSeq} IS NOT NULL`),
  ],
);
