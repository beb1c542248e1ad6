/** Tokens: secrets that work once and expire. */
import { instant, json } from "./columns.ts";
import { index, integer, sql, sqliteTable, text } from "./drizzle.ts";
import { users } from "./users.ts";

export const tokens = sqliteTable(
  "tokens",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    /** The owner; null: no user had the address that it was sent to. */
    userSeq: integer().references(() => users.seq, { onDelete: "cascade" }),
    /** The id in the response and the message, with which the token is presented; it may belong to no user. */
    askedId: text().notNull(),
    /** The email or phone that a login token was sent to; null: it was sent to none. */
    address: text(),
    /** Its purpose (domain/tokens): `generic` signs in the user whom a server made it for. */
    type: text({
      enum: ["generic", "magic-url", "email", "phone", "oauth2", "verification", "phone-verification", "recovery"],
    }).notNull(),
    /** HMAC of the secret, lower-case hex: a short secret could be found by trying from a digest without a key. */
    digest: text().notNull(),
    expire: instant().notNull(),
    /** The number of wrong guesses; null: the secret is too long to be guessed. */
    tries: integer(),
    /** The request that was counted last: a batch that is sent twice counts once. */
    attempt: text().notNull().default(""),
    /** `identities.seq` of its identity; the token is invalid once that is deleted; null: it has none. */
    identitySeq: integer(),
    /** The origin of the request for it, which the log row of its redemption shows: JSON of address, agent and country; null: unknown. */
    origin: json(),
  },
  (tokens) => [
    index("tokens_user_seq").on(tokens.userSeq),
    index("tokens_asked_id").on(tokens.askedId),
    index("tokens_address")
      .on(tokens.address)
      .where(sql`${tokens.address} IS NOT NULL`),
    index("tokens_expire").on(tokens.expire),
  ],
);
