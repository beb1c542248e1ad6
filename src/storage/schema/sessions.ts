/** Sessions and their state. Their origins are in KV (storage/kv.ts). */
import { boolean, instant, json } from "./columns.ts";
import { index, integer, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { users } from "./users.ts";

export const sessions = sqliteTable(
  "sessions",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    /** SHA-256 of the secret, lower-case hex. */
    digest: text().notNull(),
    provider: text().notNull(),
    providerUid: text().notNull(),
    expire: instant().notNull(),
    factors: json().notNull(),
    mfaUpdatedAt: instant(),
    /** It began with a password that a mailed recovery had set. */
    passwordRecovered: boolean().notNull().default(false),
    /** Set when its user was blocked; the session is never valid again. */
    revokedAt: instant(),
    /** Sealed (lib/crypto/box.ts); null: none. */
    providerAccessToken: text(),
    /** Sealed (lib/crypto/box.ts); null: none. */
    providerRefreshToken: text(),
    providerAccessTokenExpiry: instant(),
  },
  (sessions) => [
    uniqueIndex("sessions_digest").on(sessions.digest),
    // By user first: sessions are always looked up within a user, and the same index serves the foreign key.
    uniqueIndex("sessions_user_seq_id").on(sessions.userSeq, sessions.id),
    index("sessions_expire").on(sessions.expire),
  ],
);
