/** Pending sign-ins at an OAuth2 provider: their parameters, until the browser comes back with the state. */
import { instant } from "./columns.ts";
import { index, integer, sqliteTable, text, uniqueIndex } from "./drizzle.ts";

export const oauth2Flows = sqliteTable(
  "oauth2_flows",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    /** HMAC of the state, lower-case hex. */
    digest: text().notNull(),
    /** JSON, sealed (lib/crypto/box.ts): the parameters, and the proof that the answer is for this browser. */
    content: text().notNull(),
    expire: instant().notNull(),
  },
  (flows) => [uniqueIndex("oauth2_flows_digest").on(flows.digest), index("oauth2_flows_expire").on(flows.expire)],
);
