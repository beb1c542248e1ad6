/** Tokens: secrets that are good once, for a while. */
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
    /** The id that it is presented with: the one that the answer and the message named, which may be no user's. */
    askedId: text().notNull(),
    /** The email or phone that a login token was sent to; null: it was sent to none. */
    address: text(),
    /** Its purpose (domain/tokens): `generic` signs in the user whom a server made it for. */
    type: text({
      enum: ["generic", "magic-url", "email", "phone", "oauth2", "verification", "phone-verification", "recovery"],
    }).notNull(),
    /** HMAC of the secret, lower-case hex: a digest without a key would give a short secret away. */
    digest: text().notNull(),
    expire: instant().notNull(),
    /** The number of wrong guesses; null: the secret is too long to be guessed. */
    tries: integer(),
    /** The request that was counted last: a batch that is sent twice counts once. */
    attempt: text().notNull().default(""),
    /** `identities.seq` of the identity that it was given for, and is worth nothing without; null: none. */
    identitySeq: integer(),
    /** Where it was asked for, which the log row of its redemption shows: JSON of address, agent and country; null: unknown. */
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
