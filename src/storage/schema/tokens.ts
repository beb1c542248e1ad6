/** Tokens: secrets that are good once, for a while. Where they were asked for is in KV (storage/kv.ts). */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";
import { users } from "./users.ts";

export const tokens = sqliteTable(
  "tokens",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    /** What it is for (domain/tokens): `generic` signs in whoever a server made it for. */
    type: text({
      enum: ["generic", "magic-url", "email", "phone", "oauth2", "verification", "phone-verification", "recovery"],
    }).notNull(),
    /** HMAC of the secret, lower-case hex: a digest without a key would give a short secret away. */
    digest: text().notNull(),
    expire: instant().notNull(),
    /** How often somebody tried another secret; null: the secret is too long to be guessed. */
    tries: integer(),
    /** `identities.seq` of the identity that it was given for, and is worth nothing without; null: none. */
    identitySeq: integer(),
  },
  (tokens) => [index("tokens_user_seq").on(tokens.userSeq), index("tokens_expire").on(tokens.expire)],
);
