/** The users, keys, providers and teams of the refused requests in test/refusals.test.ts. */
import { env } from "cloudflare:workers";
import { sessionIn, signIn } from "../../oauth2-flow/people.ts";
import { bearing, beginSession, createJwt, createToken, guest, withJwt } from "../account.ts";
import { appWith, call, type CallOptions } from "../client.ts";
import { rows } from "../database.ts";
import { playGitHub, refresh } from "../github.ts";
import { makeIdentity } from "../identities.ts";
import { createKey } from "../keys.ts";
import { keepMessage } from "../messages.ts";
import { setUp } from "../oauth2.ts";
import { kindCases } from "../provider-kinds.ts";
import { makeProvider } from "../providers.ts";
import { passOn, preparedOf, serve } from "../recorder.ts";
import { settled } from "../sessions.ts";
import { makeTarget } from "../targets.ts";
import { accept, invite, type Invited, makeMember, makeTeam, memberOf, sendInvitation, welcomePage } from "../teams.ts";
import { makeToken } from "../tokens.ts";
import { createUser } from "../users.ts";
import { createApp, createCodes, meetChallenge, setChallenge } from "./needs.ts";
import { newWebhook, password } from "./values.ts";

/** A caller, from an address of its own each time. */
type Caller = () => CallOptions;

/** The argument of every provoker: callers, secrets and tools. */
export interface Fixture {
  readonly call: typeof call;
  readonly rows: typeof rows;
  readonly guest: Caller;
  /** The user `owner`, who has a password, factors, targets and an identity: with a session, and with a JWT. */
  readonly owner: Caller;
  readonly ownerByJwt: Caller;
  /** The user `bare`, who has no factors, targets or sessions. */
  readonly bare: Caller;
  /** The user `verified`, whose email and phone are verified, and whose app is not. */
  readonly verified: Caller;
  /** The user `goner`, whose session has met a challenge. */
  readonly goner: Caller;
  /** A user whose session began with a provider, which gave a refresh token. */
  readonly provided: Caller;
  /** The secret of a key that may make keys, and nothing else. */
  readonly narrowKey: string;
  /** The secret of a link that was mailed to `owner` for a new password. */
  readonly recoveryToken: string;
  /**
   * Secrets of recoveries of `typed` and `typing`, whose emails are unproven, beside phones that a key vouches for. The
   * recovery of `typing`, like the invitation, names the id of an existing user.
   */
  readonly recoveries: Readonly<Record<"typed" | "typing", string>>;
  /** A token of the user `late`, who is blocked during the redemption: otherwise the token would have ended. */
  readonly lateToken: string;
  /** Codes to emails of no user, by the proposed id: by now `rival` is the id of a user, `stranger` is not. */
  readonly strangersCodes: Readonly<Record<"rival" | "stranger", string>>;
  /** A challenge of `owner`, of a factor that has been closed since. */
  readonly closedChallenge: { readonly id: string; readonly code: string };
  /** The app where nothing sends messages. */
  readonly withoutMessages: NonNullable<CallOptions["fetch"]>;
  /** The app whose limits are a hundredth: one team for each user. */
  readonly underOneHundredth: NonNullable<CallOptions["fetch"]>;
  /** Makes the app of one request, in which `goner` is deleted after the batch that authenticates the caller. */
  readonly withoutGoner: () => NonNullable<CallOptions["fetch"]>;
  /** The provider's answer when a session is extended. */
  readonly refresh: typeof refresh;
  readonly crew: Crew;
}

/** The team `crew`, and a membership of the team `others`. */
interface Crew {
  readonly owner: CallOptions;
  readonly elsewhere: string;
  /** Invitations: an open one, an accepted one, one of a blocked user, and those of `typed` and `typing`. */
  readonly open: Invited;
  readonly accepted: Invited;
  readonly blocked: Invited;
  readonly typed: Invited;
  readonly typing: Invited;
  /** Requests a membership of the team: by its owner when a link leads to the app, otherwise by a key. */
  readonly invite: (body: Readonly<Record<string, unknown>>, options?: CallOptions) => ReturnType<typeof invite>;
  readonly inviteAsOwner: Crew["invite"];
  readonly accept: typeof accept;
}

/** Makes the fixture. */
export async function makeFixture(): Promise<Fixture> {
  await createUser({ userId: "owner", email: "owner@example.com", phone: "+15550000001", password });
  await createUser({ userId: "bare" });
  await createUser({ userId: "blocked", email: "blocked@example.com", password });
  await createUser({ userId: "goner" });
  const [owner, jwt] = [(await beginSession("owner")).secret, await createJwt("owner")];
  const goner = await beginSession("goner");
  await meetChallenge(goner.id);
  const bare = (await beginSession("bare")).secret;
  await createUser({ userId: "verified", email: "verified@example.com", phone: "+15550000003" });
  await rows("UPDATE users SET email_verification = 1, phone_verification = 1 WHERE id = 'verified'");
  const verified = (await beginSession("verified")).secret;
  const closedChallenge = await makeFactors(owner, verified);
  await createUser({ userId: "typed", email: "typed@example.com", phone: "+15550000099" });
  await createUser({ userId: "typing", email: "typing@example.com", phone: "+15550000098" });
  await rows("UPDATE users SET email_vouched = 0 WHERE id IN ('typed', 'typing')");
  const recoveries = { typed: await makeToken("typed", "recovery"), typing: await makeToken("typing", "recovery") };
  await rows("UPDATE tokens SET asked_id = 'bare' WHERE type = 'recovery' AND asked_id = 'typing'");
  await createUser({ userId: "late" });
  const lateToken = await createToken("late");
  const recoveryToken = await makeToken("owner", "recovery");
  await call("PATCH", "/users/blocked/status", { body: { status: false } });
  await rows("UPDATE users SET status = 0 WHERE id = 'late'");
  const strangersCodes = { rival: await askAsStranger("rival"), stranger: await askAsStranger("stranger") };
  await createUser({ userId: "rival" });
  const crew = await makeCrew();
  // Otherwise the first request of the day would update accessedAt.
  await rows("UPDATE users SET accessed_at = ?", Date.now());
  await createKey({ id: "owned" });
  await call("POST", "/webhooks", { body: newWebhook("hooked") });
  await keepMessage("waiting", { userId: "owner" });
  const provided = await makeProvided();
  const narrowKey = await createKey({ scopes: ["keys.write"] });
  await createUser({ userId: "other", email: "untargeted@example.com", phone: "+15550000002" });
  await rows("DELETE FROM targets WHERE identifier IN ('untargeted@example.com', '+15550000002')");
  await makeIdentity("owner", { id: "identity" });
  return {
    call,
    rows,
    guest,
    owner: () => bearing(owner),
    ownerByJwt: () => withJwt(jwt),
    bare: () => bearing(bare),
    verified: () => bearing(verified),
    goner: () => bearing(goner.secret),
    provided: () => bearing(provided),
    narrowKey,
    recoveryToken,
    recoveries,
    lateToken,
    strangersCodes,
    closedChallenge,
    withoutMessages: appWith({ MESSAGES_OUTBOX: "" }),
    underOneHundredth: appWith({ RATE_LIMITS: 0.01 }),
    withoutGoner,
    refresh,
    crew,
  };
}

/** Gives `owner` recovery codes, an app that is verified and a challenge; `verified` an app that is not; and targets. */
async function makeFactors(owner: string, verified: string): Promise<Fixture["closedChallenge"]> {
  await createCodes("owner");
  const otp = await createApp(owner);
  await call("PUT", "/account/mfa/authenticators/totp", { ...bearing(owner), body: { otp } });
  await createApp(verified);
  const challenge = await setChallenge("owner", owner);
  await rows("UPDATE settings SET mfa_custom = 0");
  await makeTarget("owner", { targetId: "owner-device", identifier: "owner's device" });
  await makeTarget("owner", { targetId: "owner-tablet", identifier: "owner's tablet" });
  await makeTarget("owner", { targetId: "owner-mail", providerType: "email", identifier: "owner2@example.com" });
  await makeTarget("owner", { targetId: "owner-number", providerType: "sms", identifier: "+15550000004" });
  for (const { provider } of kindCases) await makeProvider(provider, { providerId: `empty-${provider}` });
  return challenge;
}

/** Begins a session with a provider, and sets up another one, which never answers. @returns the session's secret */
async function makeProvided(): Promise<string> {
  // An issuer that does not answer cannot be set up: it replaces three working addresses in the database.
  const urls = ["authorizationURL", "tokenURL", "userInfoURL"].map((name) => [name, `https://nowhere.example/${name}`]);
  const answer = await setUp("oidc", { clientId: "oidc-client", clientSecret: "hush", ...Object.fromEntries(urls) });
  if (answer.body["enabled"] !== true) throw new Error(`The provider was not set up: ${answer.text}`);
  await rows(`UPDATE oauth2_providers SET settings = json_set(settings, '$.authorizationURL', '', '$.tokenURL', '',
    '$.userInfoURL', '', '$.wellKnownURL', 'https://nowhere.invalid/.well-known/openid-configuration') WHERE id = 'oidc'`);
  playGitHub();
  await setUp("github", { clientId: "github-client", clientSecret: "hush" });
  const tokens = { refresh_token: "hush-refresh" };
  return sessionIn(await signIn({ id: 1, email: "provided@example.com" }, { tokens }));
}

/** Makes the teams. */
async function makeCrew(): Promise<Crew> {
  await makeTeam({ teamId: "crew" });
  await makeTeam({ teamId: "others" });
  const { caller: owner } = await memberOf("crew", ["owner"], {
    userId: "crew-owner",
    email: "crew-owner@example.com",
  });
  const elsewhere = await makeMember("others", await createUser({ userId: "elsewhere" }));
  const open = await sendInvitation("crew", owner, "open@example.com");
  const accepted = await sendInvitation("crew", owner, "accepted@example.com");
  await accept(accepted, guest());
  const blocked = await sendInvitation("crew", owner, "crew-blocked@example.com");
  await rows("UPDATE users SET status = 0 WHERE id = ?", blocked.userId);
  const typed = await sendInvitation("crew", owner, "typed@example.com");
  const typing = await sendInvitation("crew", owner, "typing@example.com");
  await rows("UPDATE memberships SET asked_id = 'bare' WHERE id = ?", typing.membershipId);
  return {
    owner,
    elsewhere,
    open,
    accepted,
    blocked,
    typed,
    typing: { ...typing, userId: "bare" },
    invite: (body, options) => invite("crew", body, options),
    inviteAsOwner: (body, options) => invite("crew", { ...body, url: welcomePage }, { ...owner, ...options }),
    accept,
  };
}

function withoutGoner(): NonNullable<CallOptions["fetch"]> {
  let roundTrips = 0;
  return serve(async (statements, send) => {
    if (++roundTrips === 1) return passOn(statements, send);
    const hide = "UPDATE users SET seq = -seq WHERE id = 'goner'";
    const before = ["PRAGMA defer_foreign_keys = ON", hide].map((sql) => env.DB.prepare(sql));
    const results = await send([...before, ...preparedOf(statements), env.DB.prepare(hide)]);
    return results.slice(before.length, -1);
  });
}

/** Asks with a key for a code to an email that no user has. */
async function askAsStranger(userId: string): Promise<string> {
  const body = { userId, email: `${userId}@example.com` };
  const { body: token } = await call("POST", "/account/tokens/email", { body, fetch: settled });
  return String(token["secret"]);
}
