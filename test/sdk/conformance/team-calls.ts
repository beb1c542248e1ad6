/**
 * Calls of every served method of `teams`, with their results and refusals. Each SDK makes the calls in order, on a database
 * that starts empty, as users' own code does; calls of servers come last, for SDKs that take keys.
 */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { AccountSdk, Named } from "../harness/sdks.ts";
import { aDate, aGeneratedId, nothing } from "./expected.ts";

/** The parameters of the invitation's link. */
export interface Invitation {
  readonly membershipId: string;
  readonly userId: string;
  readonly secret: string;
}

/** A call that succeeds, with its whole result, or one that is refused. */
export type TeamCall = {
  readonly method: string;
  readonly does: string;
  /** The caller: the founder of the team, with their session; a user in no team; a server with its key; a guest. */
  readonly as: "founder" | "stranger" | "server" | "guest";
  /** @param invitation that was sent, for later calls */
  readonly parameters: (invitation: () => Promise<Invitation>) => Named | Promise<Named>;
} & ({ readonly gives: (sdk: Pick<AccountSdk, "version">) => unknown } | { readonly refuses: Refusal });

export const email = "ivy@psg.fr";
const url = "http://localhost:5173/welcome";

const notFound: Refusal = { code: 404, type: "team_not_found" };

const team = (fields: Named = {}) => ({
  $id: "crew",
  $createdAt: aDate,
  $updatedAt: aDate,
  name: "Crew",
  total: 1,
  prefs: {},
  ...fields,
});

/** A membership of the team, as members see it. */
const membership = ({ version }: Pick<AccountSdk, "version">, fields: Named = {}) => ({
  $id: aGeneratedId,
  $createdAt: aDate,
  $updatedAt: aDate,
  userId: "",
  userName: "",
  userEmail: "",
  // Format 1.9.2 has this field, which earlier versions do not request.
  ...(version >= 27 && { userPhone: "" }),
  teamId: "crew",
  teamName: "Night crew",
  invited: aDate,
  joined: aDate,
  confirm: true,
  mfa: false,
  userAccessedAt: "",
  roles: ["cook"],
  ...fields,
});

const invited = { userId: aGeneratedId, userName: "Ivy", userEmail: email };

const ofTeam = (fields: Named = {}) => ({ teamId: "crew", ...fields });

const teamCalls: readonly TeamCall[] = [
  {
    method: "create",
    does: "makes a team with its founder",
    as: "founder",
    parameters: () => ofTeam({ name: "Crew", roles: ["pilot"] }),
    gives: () => team(),
  },
  {
    method: "create",
    does: "refuses an id that is taken",
    as: "founder",
    parameters: () => ofTeam({ name: "Crew" }),
    refuses: { code: 409, type: "team_already_exists" },
  },
  {
    method: "create",
    does: "refuses a caller without an account",
    as: "guest",
    parameters: () => ofTeam({ name: "Crew" }),
    refuses: { code: 401, type: "general_unauthorized_scope" },
  },
  {
    method: "list",
    does: "gives the caller's own",
    as: "founder",
    parameters: () => ({ queries: ['{"method":"equal","attribute":"name","values":["crew"]}'], search: "crew" }),
    gives: () => ({ total: 1, teams: [team()] }),
  },
  {
    method: "list",
    does: "gives no other user's",
    as: "stranger",
    parameters: () => ({}),
    gives: () => ({ total: 0, teams: [] }),
  },
  {
    method: "list",
    does: "refuses an attribute that is not listed",
    as: "founder",
    parameters: () => ({ queries: ['{"method":"equal","attribute":"prefs","values":["{}"]}'] }),
    refuses: invalid("queries"),
  },
  { method: "get", does: "gives one", as: "founder", parameters: () => ofTeam(), gives: () => team() },
  {
    method: "get",
    does: "refuses a user outside the team",
    as: "stranger",
    parameters: () => ofTeam(),
    refuses: notFound,
  },
  {
    method: "updateName",
    does: "renames",
    as: "founder",
    parameters: () => ofTeam({ name: "Night crew" }),
    gives: () => team({ name: "Night crew" }),
  },
  {
    method: "updateName",
    does: "refuses an empty name",
    as: "founder",
    parameters: () => ofTeam({ name: "" }),
    refuses: invalid("name"),
  },
  {
    method: "updatePrefs",
    does: "replaces them",
    as: "founder",
    parameters: () => ofTeam({ prefs: { theme: "dark" } }),
    gives: () => ({ theme: "dark" }),
  },
  {
    method: "updatePrefs",
    does: "refuses a value that is not an object",
    as: "founder",
    parameters: () => ofTeam({ prefs: "dark" }),
    refuses: invalid("prefs"),
  },
  {
    method: "getPrefs",
    does: "gives them",
    as: "founder",
    parameters: () => ofTeam(),
    gives: () => ({ theme: "dark" }),
  },
  {
    method: "getPrefs",
    does: "refuses a user outside the team",
    as: "stranger",
    parameters: () => ofTeam(),
    refuses: notFound,
  },
];

const memberCalls: readonly TeamCall[] = [
  {
    method: "createMembership",
    does: "invites an address without an account",
    as: "founder",
    parameters: () => ofTeam({ email, roles: ["cook"], url, name: "Ivy" }),
    gives: (sdk) => membership(sdk, { ...invited, joined: "", confirm: false }),
  },
  {
    method: "createMembership",
    does: "refuses a redirect URL of another host",
    as: "founder",
    parameters: () => ofTeam({ email, roles: ["cook"], url: "https://elsewhere.example/welcome" }),
    refuses: invalid("url"),
  },
  {
    method: "listMemberships",
    does: "gives the invitee, with the fields that the policy shows",
    as: "founder",
    parameters: () => ofTeam({ queries: ['{"method":"contains","attribute":"roles","values":["cook"]}'] }),
    gives: (sdk) => ({ total: 1, memberships: [membership(sdk, { joined: "", confirm: false })] }),
  },
  {
    method: "listMemberships",
    does: "refuses a user outside the team",
    as: "stranger",
    parameters: () => ofTeam(),
    refuses: notFound,
  },
  {
    method: "updateMembershipStatus",
    does: "refuses another secret",
    as: "guest",
    parameters: async (invitation) => ofTeam({ ...(await invitation()), secret: "0".repeat(256) }),
    refuses: { code: 401, type: "team_invalid_secret" },
  },
  {
    method: "updateMembershipStatus",
    does: "accepts an invitation",
    as: "guest",
    parameters: async (invitation) => ofTeam({ ...(await invitation()) }),
    gives: (sdk) => membership(sdk, invited),
  },
  {
    method: "updateMembershipStatus",
    does: "accepts it once",
    as: "guest",
    parameters: async (invitation) => ofTeam({ ...(await invitation()) }),
    refuses: { code: 409, type: "membership_already_confirmed" },
  },
  {
    method: "getMembership",
    does: "gives one",
    as: "founder",
    parameters: async (invitation) => ofTeam({ membershipId: (await invitation()).membershipId }),
    gives: (sdk) => membership(sdk),
  },
  {
    method: "getMembership",
    does: "refuses an absent one",
    as: "founder",
    parameters: () => ofTeam({ membershipId: "absent" }),
    refuses: { code: 404, type: "membership_not_found" },
  },
  {
    method: "updateMembership",
    does: "gives other roles",
    as: "founder",
    parameters: async (invitation) => ofTeam({ membershipId: (await invitation()).membershipId, roles: ["pilot"] }),
    gives: (sdk) => membership(sdk, { userId: aGeneratedId, roles: ["pilot"] }),
  },
  {
    method: "updateMembership",
    does: "refuses an invalid role",
    as: "founder",
    parameters: async (invitation) => ofTeam({ membershipId: (await invitation()).membershipId, roles: ["two words"] }),
    refuses: invalid("roles"),
  },
  { method: "get", does: "counts the members", as: "founder", parameters: () => ofTeam(), gives: () => team(changed) },
];

/** The state of the team after the calls above. */
const changed = { name: "Night crew", total: 2, prefs: { theme: "dark" } };

const removals: readonly TeamCall[] = [
  {
    method: "deleteMembership",
    does: "ends one",
    as: "founder",
    parameters: async (invitation) => ofTeam({ membershipId: (await invitation()).membershipId }),
    gives: () => nothing,
  },
  {
    method: "deleteMembership",
    does: "refuses one that has ended",
    as: "founder",
    parameters: async (invitation) => ofTeam({ membershipId: (await invitation()).membershipId }),
    refuses: { code: 404, type: "team_invite_not_found" },
  },
  { method: "delete", does: "deletes", as: "founder", parameters: () => ofTeam(), gives: () => nothing },
  {
    method: "delete",
    does: "refuses a deleted team",
    as: "founder",
    parameters: () => ofTeam(),
    refuses: notFound,
  },
];

/** As servers call, after users' own code. */
export const callsOfServers: readonly TeamCall[] = [
  {
    method: "create",
    does: "makes a team without members",
    as: "server",
    parameters: () => ofTeam({ name: "Night crew" }),
    gives: () => team({ name: "Night crew", total: 0 }),
  },
  {
    method: "createMembership",
    does: "makes a member at once, who sees and is seen",
    as: "server",
    parameters: () => ofTeam({ email, roles: ["cook"] }),
    gives: (sdk) => membership(sdk, { ...invited, userAccessedAt: aDate }),
  },
  {
    method: "createMembership",
    does: "refuses a member",
    as: "server",
    parameters: () => ofTeam({ email, roles: ["cook"] }),
    refuses: { code: 409, type: "membership_already_confirmed" },
  },
];

/** As users' own code calls. */
export const callsOfUsers: readonly TeamCall[] = [...teamCalls, ...memberCalls, ...removals];
