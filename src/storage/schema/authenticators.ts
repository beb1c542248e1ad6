/** Authenticators: apps that show a user one-time passwords. */
import { boolean, instant } from "./columns.ts";
import { integer, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { users } from "./users.ts";

export const authenticators = sqliteTable(
  "authenticators",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    type: text({ enum: ["totp"] }).notNull(),
    /** Sealed (lib/crypto/box.ts). */
    secret: text().notNull(),
    verified: boolean().notNull(),
    /** The step of the last accepted password: each step is accepted once. */
    lastStep: integer().notNull().default(0),
  },
  (authenticators) => [uniqueIndex("authenticators_user_seq_type").on(authenticators.userSeq, authenticators.type)],
);
