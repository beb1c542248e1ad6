/** The needs of requests, and their creation in tests. */
import { owner as ownerRole } from "../../../src/domain/teams/index.ts";
import { otpAt } from "../../mfa/otp.ts";
import { bearing, beginSession, succeed } from "../account.ts";
import { type Answer, appWith, call } from "../client.ts";
import { rows } from "../database.ts";
import { codeFor, playGitHub } from "../github.ts";
import { makeIdentity } from "../identities.ts";
import { keepMessage } from "../messages.ts";
import { setUp } from "../oauth2.ts";
import { type KindCase, kindCase, newProvider } from "../provider-kinds.ts";
import { makeMember, makeTeam, memberOf, sendInvitation } from "../teams.ts";
import { makeToken } from "../tokens.ts";
import { createUser } from "../users.ts";
import type { Scene } from "./scene.ts";
import { deviceOf, newKey, newUser, newWebhook, numberOf, password } from "./values.ts";

/**
 * Makes a part of a scene.
 * @param scene the parts so far
 * @param callerId a user who calls routes about a team: its owner, or the invitee
 */
type Make = (scene: Scene, callerId: string | undefined) => Promise<Partial<Scene>>;

const needs = {
  user: (scene) => makeUser(scene),
  "user with a password": (scene) => makeUser(scene, { password }),
  /** A team that the user is a member of. */
  membership: async ({ id }) => {
    await makeMember(await makeTeam(), id);
    return {};
  },
  "met challenge": async ({ session }) => {
    await meetChallenge(session.id);
    return {};
  },
  "recovery codes": async ({ id }) => {
    await createCodes(id);
    return {};
  },
  token: async ({ id }) => ({ token: await makeToken(id, "generic") }),
  "recovery token": async ({ id }) => ({ token: await makeToken(id, "recovery") }),
  "verification token": async ({ id }) => ({ token: await makeToken(id, "verification") }),
  "phone verification token": async ({ id }) => ({ token: await makeToken(id, "phone-verification") }),
  device: async ({ id }) => ({ target: await createDevice(id) }),
  identity: async ({ id }) => ({ identity: await makeIdentity(id) }),
  app: async ({ session }) => ({ otp: await createApp(session.secret) }),
  challenge: async ({ id, session }) => ({ challenge: await setChallenge(id, session.secret) }),
  message: async ({ id }) => {
    await keepMessage(id, { userId: await createUser({ userId: id }) });
    return {};
  },
  key: async ({ id }) => {
    await call("POST", "/project/keys", { body: newKey(id) });
    return {};
  },
  webhook: async ({ id }) => {
    await call("POST", "/webhooks", { body: newWebhook(id) });
    return {};
  },
  team: async ({ id }, callerId) => {
    await makeTeamOf(id, callerId);
    return {};
  },
  "team with a member": async ({ id }, callerId) => {
    await makeTeamOf(id, callerId);
    const userId = await createUser(newUser(`${id}-in`));
    return { membership: { id: await makeMember(id, userId, ["cook"]), userId, secret: "nothing" } };
  },
  "team with an invitation": async ({ id }, callerId) => {
    await makeTeamOf(id);
    const userId = callerId ?? (await createUser(newUser(`${id}-in`)));
    const owner = await memberOf(id, [ownerRole], { userId: `${id}-owner` });
    const { membershipId, secret } = await sendInvitation(id, owner.caller, newUser(userId).email);
    return { membership: { id: membershipId, userId, secret } };
  },
  /** A sign-in with GitHub that a browser has begun, of a user whose email GitHub knows. */
  "sign-in with a provider": async ({ id }) => {
    playGitHub();
    await succeed(setUp("github", { clientId: "github-client", clientSecret: "hush" }), 200);
    await createUser(newUser(id));
    const begun = await succeed(call("GET", "/account/sessions/oauth2/github", { key: null, fetch: unlimited }), 301);
    return {
      flow: {
        state: new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "",
        cookie: begun.headers.getSetCookie()[0]?.split(";")[0] ?? "",
        code: codeFor({ id: numberOf(id), email: newUser(id).email }),
      },
    };
  },
} as const satisfies Readonly<Record<string, Make>>;

/** A need of a request; a messaging provider is of a kind. */
export type Need = keyof typeof needs | { readonly provider: string };

/** Makes a need. */
export async function makeNeed(need: Need, scene: Scene, callerId?: string): Promise<Partial<Scene>> {
  if (typeof need === "string") return needs[need](scene, callerId);
  await createProvider(kindCase(need.provider), scene.id);
  return {};
}

/** Whether the need is the user, which `arm` expects to exist. */
export const isUser = (need: Need): boolean => need === "user" || need === "user with a password";

/** Creates a user with a session who has called today: otherwise their first request would update accessedAt after its answer. */
async function makeUser({ id }: Scene, fields: object = {}): Promise<Partial<Scene>> {
  await call("POST", "/users", { body: { ...newUser(id), ...fields } });
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), id);
  return { session: await beginSession(id) };
}

/** Makes a team. @param ownerId a user who owns it */
async function makeTeamOf(teamId: string, ownerId?: string): Promise<void> {
  await makeTeam({ teamId, name: "Night watch" });
  if (ownerId !== undefined) await makeMember(teamId, ownerId, [ownerRole]);
}

export const createProvider = (kind: KindCase, id: string): Promise<Answer> =>
  call("POST", `/messaging/providers/${kind.provider}`, { body: newProvider(id, kind) });

/**
 * Marks a session as having met a challenge, so that its user needs no further factor.
 * @param at milliseconds since the Unix epoch
 */
export const meetChallenge = (sessionId: string, at = Date.now()): Promise<unknown> =>
  rows(`UPDATE sessions SET mfa_updated_at = ?, factors = '["server","totp"]' WHERE id = ?`, at, sessionId);

/** Rate limits do not count the preparation of tests. */
const unlimited = appWith({ RATE_LIMITS: "off" });

export const createCodes = (userId: string): Promise<Answer> => call("PATCH", `/users/${userId}/mfa/recovery-codes`);

/** @returns the id of a device of the user */
export async function createDevice(userId: string): Promise<string> {
  const body = { targetId: `${userId}-device`, providerType: "push", identifier: deviceOf(userId) };
  return String((await succeed(call("POST", `/users/${userId}/targets`, { body }), 201)).body["$id"]);
}

/** @returns the one-time password of a new app of the user, which replaces one that was not verified */
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
