/** Memberships: members and invitees of teams. A user is in a team once. */
import { boolean, instant, json } from "./columns.ts";
import { index, integer, sql, sqliteTable, text, uniqueIndex } from "./drizzle.ts";
import { teams } from "./teams.ts";
import { users } from "./users.ts";

export const memberships = sqliteTable(
  "memberships",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    teamSeq: integer()
      .notNull()
      .references(() => teams.seq, { onDelete: "cascade" }),
    userSeq: integer()
      .notNull()
      .references(() => users.seq, { onDelete: "cascade" }),
    roles: json().notNull(),
    invited: instant().notNull(),
    /** null: not confirmed yet. */
    joined: instant(),
    confirm: boolean().notNull(),
    /** HMAC of the invitation's secret with the address it was sent to, lower-case hex; null: a key made the member. */
    digest: text(),
    /** The invitee's id in the invitation, which may belong to no user; null: the user's own id. */
    askedId: text(),
    /** `users.epoch` when the invitation was sent: guests cannot accept it once that is raised; null: there was no invitation. */
    epoch: integer(),
    /**
     * The words that search finds it by, by their field. Lists are of one team or user, so search needs no table of
     * words.
     */
    words: json().notNull(),
    /** The batch that wrote this row last; later statements of a batch act only on a row that carries its mark. */
    writeId: text().notNull(),
  },
  (memberships) => [
    uniqueIndex("memberships_id").on(sql`lower(${memberships.id})`),
    uniqueIndex("memberships_user_seq_team_seq").on(memberships.userSeq, memberships.teamSeq),
    index("memberships_team_seq").on(memberships.teamSeq),
  ],
);
