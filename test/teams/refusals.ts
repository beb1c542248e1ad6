/** How each refusal of teams and memberships comes about, for the table of all refusals (test/refusals.test.ts). */
import type { ErrorType } from "../../src/errors/catalogue.ts";
import { guest } from "../harness/account.ts";
import { type Answer, appWith, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { query } from "../harness/lists.ts";
import {
  accept,
  invite,
  type Invited,
  listMembers,
  listMemberships,
  listTeams,
  makeMember,
  makeTeam,
  memberOf,
  sendInvitation,
  welcomePage,
} from "../harness/teams.ts";
import { createUser } from "../harness/users.ts";

type Refusals = Readonly<Partial<Record<ErrorType, () => Promise<Answer>>>>;

/** An owner of the team `crew`, and a membership of the team `others`. */
let owner: CallOptions;
let elsewhere: string;
/** Invitations to the team `crew`: one that is open, one that is accepted, and one of somebody who is blocked. */
let open: Invited;
let accepted: Invited;
let blocked: Invited;

/** Makes what the refusals are about. */
export async function prepareTeams(): Promise<void> {
  await makeTeam({ teamId: "crew" });
  await makeTeam({ teamId: "others" });
  owner = (await memberOf("crew", ["owner"], { userId: "crew-owner", email: "crew-owner@example.com" })).caller;
  elsewhere = await makeMember("others", await createUser({ userId: "elsewhere" }));
  open = await sendInvitation("crew", owner, "open@example.com");
  accepted = await sendInvitation("crew", owner, "accepted@example.com");
  await accept(accepted, guest());
  blocked = await sendInvitation("crew", owner, "crew-blocked@example.com");
  await rows("UPDATE users SET status = 0 WHERE id = ?", blocked.userId);
}

/** Invites whoever has no account yet, as the owner does. */
export const inviteNew = (): Promise<Answer> =>
  invite("crew", { email: "crew-new@example.com", url: welcomePage }, owner);

/** The same where nothing sends. */
const inviteUnsent = (named: object) => (): Promise<Answer> =>
  invite("crew", { ...named, url: welcomePage }, { ...owner, fetch: appWith({ MESSAGES_OUTBOX: "" }) });

const absentTeam = (method: string, path: string, body?: object): Refusals => ({
  team_not_found: () => call(method, `/teams/nobody${path}`, { body }),
});

const nowhere = [query("cursorAfter", undefined, "nobody")];
const afterOpen = () => [query("orderAsc", "joined"), query("cursorAfter", undefined, open.membershipId)];
const unsearchable = [query("search", "name", "x")];
const unsearchableIds = [query("search", "userId", "x")];

/** What asks about a membership that is not there, or is of another team. */
const wrongMembership = (method: string, absent: ErrorType, body?: object): Refusals => ({
  [absent]: () => call(method, "/teams/crew/memberships/nobody", { body }),
  team_not_found: () => call(method, `/teams/nobody/memberships/${elsewhere}`, { body }),
  team_membership_mismatch: () => call(method, `/teams/crew/memberships/${elsewhere}`, { body }),
});

export const teamRefusals: Readonly<Record<string, Refusals>> = {
  usersListMemberships: {
    user_not_found: () => listMemberships("nobody"),
    general_query_invalid: () => listMemberships("elsewhere", { queries: unsearchableIds }),
    general_cursor_not_found: () => listMemberships("elsewhere", { queries: nowhere }),
    database_query_order_null: () => listMemberships(open.userId, { queries: afterOpen() }),
  },
  teamsCreate: { team_already_exists: () => call("POST", "/teams", { body: { teamId: "CREW", name: "Crew" } }) },
  teamsList: {
    general_query_invalid: () => listTeams({ queries: unsearchable }),
    general_cursor_not_found: () => listTeams({ queries: nowhere }),
  },
  teamsGet: absentTeam("GET", ""),
  teamsUpdateName: absentTeam("PUT", "", { name: "Crew" }),
  teamsDelete: absentTeam("DELETE", "", {}),
  teamsGetPrefs: absentTeam("GET", "/prefs"),
  teamsUpdatePrefs: absentTeam("PUT", "/prefs", { prefs: {} }),
  teamsCreateMembership: {
    ...absentTeam("POST", "/memberships", { userId: "elsewhere" }),
    user_not_found: () => invite("crew", { userId: "nobody" }),
    user_already_exists: () => invite("crew", { userId: "elsewhere", email: "open@example.com" }),
    membership_already_confirmed: () => invite("crew", { email: "accepted@example.com" }),
    general_smtp_disabled: inviteUnsent({ email: "open@example.com" }),
    general_phone_disabled: inviteUnsent({ phone: "+15550000098" }),
  },
  teamsListMemberships: {
    team_not_found: () => listMembers("nobody"),
    general_query_invalid: () => listMembers("crew", { queries: unsearchableIds }),
    general_cursor_not_found: () => listMembers("crew", { queries: nowhere }),
    database_query_order_null: () => listMembers("crew", { queries: afterOpen() }),
  },
  teamsGetMembership: wrongMembership("GET", "membership_not_found"),
  teamsUpdateMembership: wrongMembership("PATCH", "membership_not_found", { roles: [] }),
  teamsDeleteMembership: wrongMembership("DELETE", "team_invite_not_found", {}),
  teamsUpdateMembershipStatus: {
    membership_not_found: () => accept({ ...open, membershipId: "nobody" }, guest()),
    team_not_found: () => accept({ ...open, teamId: "nobody" }, guest()),
    team_membership_mismatch: () => accept({ ...open, teamId: "others" }, guest()),
    team_invalid_secret: () => accept({ ...open, secret: "wrong" }, guest()),
    team_invite_mismatch: () => accept(open, owner),
    membership_already_confirmed: () => accept(accepted, guest()),
    user_blocked: () => accept(blocked, guest()),
  },
};
