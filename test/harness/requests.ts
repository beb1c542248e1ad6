/** One request of every endpoint that succeeds, and who sends it, for the tables that go over all of them. */
import { env } from "cloudflare:workers";
import { endpoints } from "../../src/app.ts";
import { owner as ownerRole } from "../../src/domain/teams/index.ts";
import { type Endpoint, pathParameters } from "../../src/http/endpoint.ts";
import { formats } from "../../src/lib/passwords/registry.ts";
import { vectors } from "../../src/lib/passwords/vectors/index.ts";
import { otpAt } from "../mfa/otp.ts";
import { bearing, beginSession, createToken, guest, succeed } from "./account.ts";
import { type Answer, appWith, call, type CallOptions } from "./client.ts";
import { rows } from "./database.ts";
import { codeFor, playGitHub } from "./github.ts";
import { makeIdentity } from "./identities.ts";
import { keepMessage } from "./messages.ts";
import { oauth2Cases, setUp } from "./oauth2.ts";
import { type KindCase, kindCases } from "./providers.ts";
import { makeMember, makeTeam, memberOf, sendInvitation, welcomePage } from "./teams.ts";
import { createUser } from "./users.ts";

/** What the request of an endpoint is about. */
export interface Scene {
  /** Of the user, the key, the message, the provider or the team: none has it yet when the endpoint creates one, one has it otherwise. */
  readonly id: string;
  /** A session of the user: the one that the path names, and the one that the user sends. */
  readonly session: { readonly id: string; readonly secret: string };
  /** The secret of a token of the user. */
  readonly token: string;
  /** The id of a device of the user. */
  readonly target: string;
  /** The id of an identity of the user. */
  readonly identity: string;
  /** What the user's app shows, which is not verified yet. */
  readonly otp: string;
  /** A challenge of the custom factor that the user was set, and what answers it. */
  readonly challenge: { readonly id: string; readonly code: string };
  /** A membership of the team; with a secret, an invitation. */
  readonly membership: { readonly id: string; readonly userId: string; readonly secret: string };
  /** A sign-in with a provider that a browser has begun. */
  readonly flow: {
    readonly state: string;
    readonly cookie: string;
    /** What the provider gave, which says that it is the user. */
    readonly code: string;
  };
}

export interface ValidRequest {
  readonly method: string;
  /** Below /v1. */
  readonly path: string;
  readonly body?: object;
  /** What goes with it whoever sends it: a browser that comes back from a provider is known by a cookie of its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who sends it: their key, their session, or the address of a guest that no other request has. */
  readonly sender: CallOptions;
}

/** A scene of which nothing is there. */
export const nothing: Scene = {
  id: "nobody",
  session: { id: "nobody", secret: "" },
  token: "nothing",
  target: "nobody",
  identity: "nobody",
  otp: "000000",
  challenge: { id: "nobody", code: "000000" },
  membership: { id: "nobody", userId: "nobody", secret: "nothing" },
  flow: { state: "nothing", cookie: "", code: "nothing" },
};

/** Who an endpoint is for. One that lets guests sign in is for keys with a scope too, and a public one for everybody. */
export function senderOf({ scopes }: Endpoint): "key" | "guest" | "user" {
  if (scopes.includes("account")) return "user";
  return scopes.includes("guest") || scopes.includes("public") ? "guest" : "key";
}

/** A user with all that a creation can give: an email, a phone, a name of two words. */
export const newUser = (userId: string) => ({
  userId,
  email: `${userId}@mail.example`,
  phone: phoneOf(userId),
  name: "Ada Lovelace",
});

/** A phone number of its own for every id: the last digits spell a hash of it. */
const phoneOf = (userId: string): string => `+49${String(numberOf(userId)).padStart(9, "1")}`;

/** A number of its own for every id. */
function numberOf(id: string): number {
  let hash = 7;
  for (const unit of id) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 1_000_000_000;
  return hash;
}

/** Where mailed links lead to. */
const appUrl = "http://localhost/welcome";

/** Of every user here who has one. */
export const password = "correct horse battery staple";

/** Half a minute from now: what a key may give that lives for longer. */
const soon = () => new Date(Date.now() + 30_000).toISOString();

/** A key within what any key may make that may make keys at all, and that lives for a minute. */
export const newKey = (keyId: string) => ({ keyId, name: "Deploy", scopes: ["keys.write"], expire: soon() });

/** Of the user's devices. */
const deviceOf = (userId: string) => `${userId}'s phone`;

/** All that there is to say of a provider. */
const newProvider = (providerId: string, { credentials, options }: KindCase) => ({
  providerId,
  name: "Post",
  ...credentials,
  ...options,
  enabled: true,
});

/** The bodies of the endpoints that create and update providers, by endpoint id. */
const providerBodies = Object.fromEntries(
  kindCases.flatMap((kind): [string, (scene: Scene) => object][] => {
    const { credentials, options } = kind.changed;
    return [
      [providerOperation("Create", kind), ({ id }) => newProvider(id, kind)],
      [providerOperation("Update", kind), () => ({ name: "Night mail", ...credentials, ...options })],
    ];
  }),
);

/** The id of the endpoint that creates, or updates, providers of a kind. */
export function providerOperation(verb: "Create" | "Update", { provider }: KindCase): string {
  return `messaging${verb}${provider.charAt(0).toUpperCase()}${provider.slice(1)}Provider`;
}

/** The bodies of the endpoints that set up OAuth2 providers, by endpoint id. */
const oauth2Bodies = Object.fromEntries(
  oauth2Cases.map(({ secrets, shown, spelling }): [string, () => object] => [
    `projectUpdateOAuth2${spelling}`,
    () => ({ ...shown, ...secrets }),
  ]),
);

/** What settings are set to here leaves all other requests as they are. */
const settingBodies = {
  projectUpdateAuthMethod: () => ({ enabled: true }),
  projectUpdatePasswordDictionaryPolicy: () => ({ enabled: true }),
  projectUpdatePasswordHistoryPolicy: () => ({ total: 1 }),
  projectUpdatePasswordStrengthPolicy: () => ({ lowercase: true }),
  projectUpdatePasswordPersonalDataPolicy: () => ({ enabled: true }),
  projectUpdateSessionAlertPolicy: () => ({ enabled: false }),
  projectUpdateSessionDurationPolicy: () => ({ duration: 86_400 }),
  projectUpdateSessionInvalidationPolicy: () => ({ enabled: true }),
  projectUpdateSessionLimitPolicy: () => ({ total: 50 }),
  projectUpdateUserLimitPolicy: () => ({ total: 10_000 }),
  projectUpdateMembershipPrivacyPolicy: () => ({ userEmail: true }),
  projectUpdateMFAFactorsPolicy: () => ({ custom: true }),
};

/** The bodies, by endpoint id. Updates change what they are about. */
const bodies: Readonly<Record<string, (scene: Scene) => object>> = {
  ...settingBodies,
  ...providerBodies,
  ...oauth2Bodies,
  projectCreateKey: ({ id }) => newKey(id),
  projectCreateEphemeralKey: () => ({ scopes: ["keys.write"], duration: 30 }),
  projectUpdateKey: () => ({ name: "Deploy, narrowed", scopes: [], expire: soon() }),
  usersCreate: ({ id }) => ({ ...newUser(id), password }),
  ...Object.fromEntries(formats.map(({ hash, operation }) => [importId(operation), importBody(hash)])),
  usersUpdateStatus: () => ({ status: false }),
  usersUpdateLabels: () => ({ labels: ["vip", "beta"] }),
  usersUpdateName: () => ({ name: "Grace Hopper" }),
  usersUpdatePassword: () => ({ password: `new ${password}` }),
  usersUpdateEmail: ({ id }) => ({ email: `${id}@post.example` }),
  usersUpdatePhone: ({ id }) => ({ number: phoneOf(`${id} moved`) }),
  usersUpdateEmailVerification: () => ({ emailVerification: true }),
  usersUpdatePhoneVerification: () => ({ phoneVerification: true }),
  usersUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  usersCreateSession: () => ({}),
  usersCreateToken: () => ({ length: 64 }),
  usersCreateJWT: () => ({}),
  usersCreateTarget: ({ id }) => ({ targetId: `${id}-new`, providerType: "push", identifier: `${deviceOf(id)}, new` }),
  usersUpdateTarget: ({ id }) => ({ identifier: `${deviceOf(id)}, moved`, name: "Phone" }),
  usersUpdateMfa: () => ({ mfa: true }),
  usersCreateMfaRecoveryCodes: () => ({}),
  usersUpdateMfaRecoveryCodes: () => ({}),
  usersUpdateImpersonator: () => ({ impersonator: true }),
  usersVerifyPassword: () => ({ password }),
  accountCreate: ({ id }) => ({ userId: id, email: newUser(id).email, name: newUser(id).name, password }),
  accountUpdateSession: () => ({}),
  accountCreateEmailPasswordSession: ({ id }) => ({ email: newUser(id).email, password }),
  accountCreateAnonymousSession: () => ({}),
  accountOAuth2PostedCallback: ({ flow }) => ({ state: flow.state, code: flow.code }),
  accountCreateSession: ({ id, token }) => ({ userId: id, secret: token }),
  accountUpdateMagicURLSession: ({ id, token }) => ({ userId: id, secret: token }),
  accountUpdatePhoneSession: ({ id, token }) => ({ userId: id, secret: token }),
  accountCreateEmailToken: ({ id }) => ({ userId: id, email: newUser(id).email }),
  accountCreateMagicURLToken: ({ id }) => ({ userId: id, email: newUser(id).email, url: appUrl }),
  accountCreatePhoneToken: ({ id }) => ({ userId: id, phone: phoneOf(id) }),
  accountCreateRecovery: ({ id }) => ({ email: newUser(id).email, url: appUrl }),
  accountUpdateRecovery: ({ id, token }) => ({ userId: id, secret: token, password: `new ${password}` }),
  accountCreateEmailVerification: () => ({ url: appUrl }),
  accountUpdateEmailVerification: ({ id, token }) => ({ userId: id, secret: token }),
  accountCreatePhoneVerification: () => ({}),
  accountUpdatePhoneVerification: ({ id, token }) => ({ userId: id, secret: token }),
  accountCreateJWT: () => ({}),
  accountUpdateName: () => ({ name: "Grace Hopper" }),
  accountUpdateEmail: ({ id }) => ({ email: `${id}@post.example`, password }),
  accountUpdatePhone: ({ id }) => ({ phone: phoneOf(`${id} moved`), password }),
  accountUpdatePassword: () => ({ password: `new ${password}`, oldPassword: password }),
  accountUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  accountUpdateStatus: () => ({}),
  accountUpdateMFA: () => ({ mfa: true }),
  accountCreateMfaAuthenticator: () => ({}),
  accountUpdateMfaAuthenticator: ({ otp }) => ({ otp }),
  accountCreateMfaRecoveryCodes: () => ({}),
  accountUpdateMfaRecoveryCodes: () => ({}),
  accountCreateMfaChallenge: () => ({ factor: "totp" }),
  accountUpdateMfaChallenge: ({ challenge: { code, id } }) => ({ challengeId: id, otp: code }),
  accountCreatePushTarget: ({ id }) => ({ targetId: `${id}-new`, identifier: `${deviceOf(id)}, new` }),
  teamsCreate: ({ id }) => ({ teamId: id, name: "Night watch" }),
  teamsUpdateName: () => ({ name: "Day watch" }),
  teamsUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  teamsCreateMembership: ({ id }) => ({ email: newUser(`${id}-new`).email, roles: ["cook"], url: welcomePage }),
  teamsUpdateMembership: () => ({ roles: ["pilot"] }),
  teamsUpdateMembershipStatus: ({ membership: { secret, userId } }) => ({ userId, secret }),
  accountUpdatePushTarget: ({ id }) => ({ identifier: `${deviceOf(id)}, moved` }),
};

function importId(operation: string): string {
  return `users${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
}

function importBody(hash: string): (scene: Scene) => object {
  const vector = vectors.find((list) => list.hash === hash)?.right[0];
  if (vector === undefined) throw new Error(`No vector of ${hash}.`);
  return ({ id }) => {
    const { email, name } = newUser(id);
    return { userId: id, email, name, password: vector.encoded, ...vector.values };
  };
}

/** A request that the endpoint answers with its status, when asked once. */
export function requestOf(endpoint: Endpoint, scene: Scene): ValidRequest {
  const { id: operation, method, path } = endpoint;
  const body = bodies[operation]?.(scene);
  if (body === undefined && method !== "GET" && method !== "DELETE") throw new Error(`Give ${operation} a body.`);
  const named = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => namesIn(endpoint)[name]?.(scene) ?? "");
  return {
    method,
    path: named + (queries[endpoint.id]?.(scene) ?? ""),
    ...(body !== undefined && { body }),
    ...(operation === "accountOAuth2Redirect" && { headers: { cookie: scene.flow.cookie } }),
    sender: senders[senderOf(endpoint)](scene),
  };
}

/** What stands in the query of the endpoints that need something there. */
const queries: Readonly<Record<string, (scene: Scene) => string>> = {
  accountOAuth2Callback: ({ flow }) => `?state=${flow.state}&code=${flow.code}`,
  accountOAuth2Redirect: ({ flow }) => `?state=${flow.state}&code=${flow.code}`,
};

/** Whether an endpoint is about signing in with providers, which are there from the beginning. */
const isAboutOAuth2 = ({ path }: Endpoint): boolean => path.startsWith("/project/oauth2");

/** What stands in the path of an endpoint for a parameter. */
const namesIn = (endpoint: Endpoint): typeof nameds =>
  isAboutOAuth2(endpoint) ? { ...nameds, providerId: () => "github" } : nameds;

/** What stands in a path for a parameter. */
const nameds: Readonly<Record<string, (scene: Scene) => string>> = {
  userId: ({ id }) => id,
  keyId: ({ id }) => id,
  messageId: ({ id }) => id,
  providerId: ({ id }) => id,
  teamId: ({ id }) => id,
  membershipId: ({ membership }) => membership.id,
  provider: () => "github",
  projectId: () => env.PROJECT_ID,
  sessionId: ({ session }) => session.id,
  targetId: ({ target }) => target,
  identityId: ({ identity }) => identity,
  challengeId: ({ challenge }) => challenge.id,
  type: () => "totp",
  policyId: () => "session-limit",
  methodId: () => "invites",
};

const senders: Readonly<Record<ReturnType<typeof senderOf>, (scene: Scene) => CallOptions>> = {
  key: () => ({}),
  guest: () => guest(),
  user: ({ session }) => bearing(session.secret),
};

/** Sends an endpoint its valid request. @param options what is different of it */
export function ask(endpoint: Endpoint, scene: Scene, options: CallOptions = {}): Promise<Answer> {
  const { method, path, sender, headers, ...request } = requestOf(endpoint, scene);
  return call(method, path, {
    ...request,
    ...sender,
    ...options,
    headers: { ...headers, ...sender.headers, ...options.headers },
  });
}

/**
 * Makes what a request of the endpoint is about.
 * @param id of the user, the key, the message, the provider or the team
 * @param callerId a user who calls what is about a team: an owner, or whoever is invited
 */
export async function prepare(endpoint: Endpoint, id: string, callerId?: string): Promise<Scene> {
  if (pathParameters(endpoint.path).includes("provider")) return { ...nothing, id, flow: await setOut(id) };
  const subject = subjectOf(endpoint);
  if (subject === "team") return { ...nothing, id, membership: await prepareTeam(endpoint, id, callerId) };
  if (subject === "key") await call("POST", "/project/keys", { body: newKey(id) });
  if (subject === "provider") await createProvider(kindOf(endpoint), id);
  if (subject === "message") await keepMessage(id, { userId: await createUser({ userId: id }) });
  if (subject !== "user") return { ...nothing, id };
  const hasPassword = Object.hasOwn(endpoint.input, "password");
  await call("POST", "/users", { body: { ...newUser(id), ...(hasPassword && { password }) } });
  // Otherwise the first request of the day would note it after its answer.
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), id);
  if (endpoint.id === "usersListMemberships") await makeMember(await makeTeam(), id);
  return arm(endpoint, id);
}

/** Makes a team. @returns what is asked about of its members: one whom a key has made, or one who is invited */
async function prepareTeam(endpoint: Endpoint, teamId: string, callerId?: string): Promise<Scene["membership"]> {
  await makeTeam({ teamId, name: "Night watch" });
  const isInvited = Object.hasOwn(endpoint.input, "secret");
  if (callerId !== undefined && !isInvited) await makeMember(teamId, callerId, [ownerRole]);
  if (!endpoint.path.includes("/memberships")) return nothing.membership;
  const userId = isInvited && callerId !== undefined ? callerId : await createUser(newUser(`${teamId}-in`));
  if (!isInvited) return { ...nothing.membership, id: await makeMember(teamId, userId, ["cook"]), userId };
  const owner = await memberOf(teamId, [ownerRole], { userId: `${teamId}-owner` });
  const { membershipId: id, secret } = await sendInvitation(teamId, owner.caller, newUser(userId).email);
  return { id, userId, secret };
}

/** Sets a provider up, and has somebody who is a user, and known there by the same email, begin a sign-in with it. */
async function setOut(userId: string): Promise<Scene["flow"]> {
  playGitHub();
  await succeed(setUp("github", { clientId: "github-client", clientSecret: "hush" }), 200);
  await createUser(newUser(userId));
  const begun = await succeed(call("GET", "/account/sessions/oauth2/github", { key: null, fetch: unlimited }), 301);
  return {
    state: new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "",
    cookie: begun.headers.getSetCookie()[0]?.split(";")[0] ?? "",
    code: codeFor({ id: numberOf(userId), email: newUser(userId).email }),
  };
}

/** The kind of provider that an endpoint is about: one that is about any is asked for the first. */
function kindOf({ path }: Endpoint): KindCase {
  const [first, ...others] = kindCases;
  if (first === undefined) throw new Error("There is no kind of provider.");
  return others.find(({ provider }) => path.includes(`/${provider}/`)) ?? first;
}

export const createProvider = (kind: KindCase, id: string): Promise<Answer> =>
  call("POST", `/messaging/providers/${kind.provider}`, { body: newProvider(id, kind) });

/**
 * Begins a session, and makes what a request of the endpoint needs besides.
 * @param id of a user who is there
 */
export async function arm(endpoint: Endpoint, id: string): Promise<Scene> {
  const { input, needsChallenge, path, status } = endpoint;
  const inPath = pathParameters(path);
  const session = await beginSession(id);
  if (needsChallenge) await meetChallenge(session.id);
  if (path.endsWith("/mfa/recovery-codes") && status === 200) await createCodes(id);
  const isAboutApp = inPath.includes("type") && endpoint.method !== "POST";
  return {
    ...nothing,
    id,
    session,
    token: Object.hasOwn(input, "secret") ? await createTokenFor(endpoint, id) : nothing.token,
    target: inPath.includes("targetId") ? await createDevice(id) : nothing.target,
    identity: inPath.includes("identityId") ? await makeIdentity(id) : nothing.identity,
    otp: isAboutApp ? await createApp(session.secret) : nothing.otp,
    flow: nothing.flow,
    challenge: Object.hasOwn(input, "challengeId") ? await setChallenge(id, session.secret) : nothing.challenge,
  };
}

/**
 * Has a session meet a challenge, without one: its user needs no further factor at hand.
 * @param at milliseconds since the Unix epoch
 */
export const meetChallenge = (sessionId: string, at = Date.now()): Promise<unknown> =>
  rows(`UPDATE sessions SET mfa_updated_at = ?, factors = '["server","totp"]' WHERE id = ?`, at, sessionId);

/** What the token is for that an endpoint takes, where it is not to sign in. */
const tokenTypes: Readonly<Record<string, string>> = {
  accountUpdateRecovery: "recovery",
  accountUpdateEmailVerification: "verification",
  accountUpdatePhoneVerification: "phone-verification",
};

/** @returns the secret of a token of the user, as if it had been sent to them */
async function createTokenFor({ id: operation }: Endpoint, userId: string): Promise<string> {
  const secret = await createToken(userId);
  await rows(
    "UPDATE tokens SET type = ? WHERE user_seq = (SELECT seq FROM users WHERE id = ?)",
    tokenTypes[operation] ?? "generic",
    userId,
  );
  return secret;
}

/** What is prepared is not counted. */
const unlimited = appWith({ RATE_LIMITS: "off" });

export const createCodes = (userId: string): Promise<Answer> => call("PATCH", `/users/${userId}/mfa/recovery-codes`);

/** @returns the id of a device of the user */
export async function createDevice(userId: string): Promise<string> {
  const body = { targetId: `${userId}-device`, providerType: "push", identifier: deviceOf(userId) };
  return String((await succeed(call("POST", `/users/${userId}/targets`, { body }), 201)).body["$id"]);
}

/** @returns what a new app of the user shows, which takes the place of one that was not verified */
export async function createApp(session: string): Promise<string> {
  const { body } = await succeed(call("POST", "/account/mfa/authenticators/totp", bearing(session)), 200);
  return otpAt(String(body["secret"]), Date.now());
}

/** @returns a challenge of the custom factor, which is opened if it was not */
export async function setChallenge(userId: string, session: string): Promise<Scene["challenge"]> {
  await rows("UPDATE settings SET mfa_custom = 1");
  const request = { ...bearing(session), fetch: unlimited, body: { factor: "custom" } };
  const { $id: id } = (await succeed(call("POST", "/account/mfa/challenges", request), 201)).body;
  const { body } = await succeed(call("GET", `/users/${userId}/mfa/challenges/${String(id)}`), 200);
  return { id: String(id), code: String(body["code"]) };
}

/** What has to be there for an endpoint; null: nothing. */
function subjectOf(endpoint: Endpoint): "user" | "key" | "message" | "provider" | "team" | null {
  const inPath = pathParameters(endpoint.path);
  if (inPath.includes("teamId")) return "team";
  if (inPath.includes("keyId")) return "key";
  if (inPath.includes("messageId")) return "message";
  if (inPath.includes("providerId")) return isAboutOAuth2(endpoint) ? null : "provider";
  if (inPath.includes("identityId")) return "user";
  const signsIn = endpoint.beginsSession === true && Object.keys(endpoint.input).length > 0;
  const isForKnown = signsIn || Object.hasOwn(endpoint.input, "secret") || endpoint.id === "accountCreateRecovery";
  return inPath.includes("userId") || senderOf(endpoint) === "user" || isForKnown ? "user" : null;
}

/** What notes something more after its answer: where its token was asked for. */
const redeems = ["accountCreateSession", "accountUpdateMagicURLSession", "accountUpdatePhoneSession"];

/** The endpoints that send a message, and note after their answer that it was sent. */
export const sends: ReadonlySet<string> = new Set([
  "accountCreateEmailToken",
  "accountCreateMagicURLToken",
  "accountCreatePhoneToken",
  "accountCreateRecovery",
  "accountCreateEmailVerification",
  "accountCreatePhoneVerification",
]);

/** The endpoints whose last round trip comes after their answer, and only notes what has been done. */
export const notesAfter: ReadonlySet<string> = new Set([...redeems, ...sends]);

/** The endpoints that take their parameters from a body. */
export const takers: readonly Endpoint[] = endpoints.filter(({ method }) => method !== "GET");

/** What is asked with a body and leaves no more than a counted attempt. */
const stateless: ReadonlySet<string> = new Set([
  "usersCreateJWT",
  "usersVerifyPassword",
  "accountCreateJWT",
  "accountOAuth2PostedCallback",
]);

/** What browsers are led along, none of which could be asked otherwise: it begins a sign-in, or ends one. */
const leads: ReadonlySet<string> = new Set([
  "accountCreateOAuth2Session",
  "accountCreateOAuth2Token",
  "accountOAuth2Redirect",
]);

/** The endpoints that change rows. */
export const writes: readonly Endpoint[] = endpoints.filter(
  ({ id, method }) => leads.has(id) || (method !== "GET" && !stateless.has(id)),
);
