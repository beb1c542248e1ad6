/** Challenges: requests for a further factor of a user. Any of their sessions may answer. */
import { instant } from "./columns.ts";
import { index, integer, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { users } from "./users.ts";

export const challenges = sqliteTable(
  "challenges",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    factor: text({ enum: ["email", "phone", "totp", "recoveryCode", "custom"] }).notNull(),
    /** Sealed (lib/crypto/box.ts); null: the answer comes from an app or is a recovery code. */
    code: text(),
    expire: instant().notNull(),
    /** The number of answers so far. */
    tries: integer().notNull(),
    /** The request that was counted last: a batch that is sent twice counts once. */
    attempt: text().notNull().default(""),
  },
  (challenges) => [
    uniqueIndex("challenges_id").on(challenges.id),
    index("challenges_user_seq").on(challenges.userSeq),
    index("challenges_expire").on(challenges.expire),
  ],
);
