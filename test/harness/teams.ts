/** Teams and memberships for tests: made and read through the API. */
import { env } from "cloudflare:workers";
import { bearing, beginSession, succeed } from "./account.ts";
import { type Answer, call, type CallOptions } from "./client.ts";
import { rows } from "./database.ts";
import { queryString } from "./lists.ts";
import { lastMessageTo, type Sent } from "./outbox.ts";
import { preparedOf, serve } from "./recorder.ts";
import { settled } from "./sessions.ts";
import { createUser, date, fresh, generatedId } from "./users.ts";

type Json = Readonly<Record<string, unknown>>;

/** The fields of a bare team: tests state the differences. */
export const bareTeam: Json = {
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  name: "Crew",
  total: 0,
  prefs: {},
};

/** The fields of an unconfirmed membership whose user is hidden. */
export const bareMembership: Json = {
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  userId: "",
  userName: "",
  userEmail: "",
  userPhone: "",
  teamId: "",
  teamName: "Crew",
  invited: date,
  joined: "",
  confirm: false,
  mfa: false,
  userAccessedAt: "",
  roles: [],
};

/** Makes a team through the API. @returns its id */
export async function makeTeam(fields: Json = {}, options: CallOptions = {}): Promise<string> {
  const body = { teamId: fresh("team"), name: "Crew", ...fields };
  return String((await succeed(call("POST", "/teams", { ...options, body }), 201)).body["$id"]);
}

/** A team as a key sees it. */
export const readTeam = async (teamId: string): Promise<Json> =>
  (await succeed(call("GET", `/teams/${teamId}`), 200)).body;

/** Requests a membership: a key's is confirmed at once, an owner's is an invitation. Waits for the work after the answer. */
export const invite = (teamId: string, body: Json, options: CallOptions = {}): Promise<Answer> =>
  call("POST", `/teams/${teamId}/memberships`, { fetch: settled, ...options, body });

/** Makes a user a member. @returns the id of the membership */
export async function makeMember(teamId: string, userId: string, roles: readonly string[] = []): Promise<string> {
  return String((await succeed(invite(teamId, { userId, roles }), 201)).body["$id"]);
}

/** A membership as a key sees it. */
export const readMembership = async (teamId: string, membershipId: string): Promise<Json> =>
  (await succeed(call("GET", `/teams/${teamId}/memberships/${membershipId}`), 200)).body;

/** A user with a session who has called today, so that the next request does not update accessedAt. */
export async function someone(fields: Json = {}) {
  const userId = await createUser(fields);
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), userId);
  const session = await beginSession(userId);
  return { userId, session, caller: bearing(session.secret) };
}

/** A user who is in a team: its owner by default. */
export async function memberOf(teamId: string, roles: readonly string[] = ["owner"], fields: Json = {}) {
  const user = await someone(fields);
  return { ...user, membershipId: await makeMember(teamId, user.userId, roles) };
}

/** The redirect URL of invitations. */
export const welcomePage = "http://localhost:3000/welcome";

/** The parameters of an invitation's link. */
export interface Invited {
  readonly teamId: string;
  readonly membershipId: string;
  readonly userId: string;
  readonly secret: string;
}

/** Reads the parameters of an invitation. */
export function readInvitation({ text }: Sent): Invited & { readonly link: URL } {
  const link = new URL(/https?:\/\/\S+/.exec(text)?.[0] ?? "");
  const named = (name: string) => link.searchParams.get(name) ?? "";
  return {
    teamId: named("teamId"),
    membershipId: named("membershipId"),
    userId: named("userId"),
    secret: named("secret"),
    link,
  };
}

/** The parameters of the last invitation to an address. */
export const invitationTo = async (address: string) => readInvitation(await lastMessageTo(env.KV, address));

/** Lets an owner invite an address. @returns the invitation's parameters */
export async function sendInvitation(teamId: string, owner: CallOptions, email: string, fields: Json = {}) {
  await succeed(invite(teamId, { email, url: welcomePage, ...fields }, owner), 201);
  return invitationTo(email);
}

/** Accepts an invitation. @param options of the caller: by default a key */
export const accept = ({ membershipId, secret, teamId, userId }: Invited, options: CallOptions = {}): Promise<Answer> =>
  call("PATCH", `/teams/${teamId}/memberships/${membershipId}/status`, {
    fetch: settled,
    ...options,
    body: { userId, secret },
  });

type ListParameters = Parameters<typeof queryString>[0];

/** Asks for a list of teams. */
export const listTeams = (parameters: ListParameters = {}, options: CallOptions = {}): Promise<Answer> =>
  call("GET", `/teams?${queryString(parameters)}`, options);

/** Asks for the list of a team's memberships. */
export const listMembers = (
  teamId: string,
  parameters: ListParameters = {},
  options: CallOptions = {},
): Promise<Answer> => call("GET", `/teams/${teamId}/memberships?${queryString(parameters)}`, options);

/** Asks for the list of a user's memberships. */
export const listMemberships = (
  userId: string,
  parameters: ListParameters = {},
  options: CallOptions = {},
): Promise<Answer> => call("GET", `/users/${userId}/memberships?${queryString(parameters)}`, options);

/**
 * Answers requests, with a change by another request in between.
 * @param write SQL in the batch before which the change happens, once
 */
export function meanwhile(write: string, happen: () => Promise<unknown>): (request: Request) => Promise<Response> {
  let isDue = true;
  return serve(async (statements, send) => {
    if (isDue && statements.some(({ sql }) => sql.includes(write))) {
      isDue = false;
      await happen();
    }
    return send(preparedOf(statements));
  });
}
