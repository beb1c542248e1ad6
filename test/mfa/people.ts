/** Users with further factors, for tests: made through the API. */
import { bearing, beginSession, succeed } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { dump, type Row, rows } from "../harness/database.ts";
import { createUser } from "../harness/users.ts";
import { otpAt } from "./otp.ts";

/** A user with a session that a server began, whose factors are `["server"]`. */
export interface Member {
  readonly userId: string;
  readonly sessionId: string;
  readonly caller: CallOptions;
}

/** @param fields of the user */
export async function someone(fields: Readonly<Record<string, unknown>> = {}): Promise<Member> {
  const userId = await createUser(fields);
  return { userId, ...(await another(userId)) };
}

/** Another session of a user. */
export async function another(userId: string): Promise<Omit<Member, "userId">> {
  const { id, secret } = await beginSession(userId);
  return { sessionId: id, caller: bearing(secret) };
}

/** Sends a request to the account of a caller. */
export const ask = (caller: CallOptions, method: string, path: string, body?: object): Promise<Answer> =>
  call(method, `/account/mfa${path}`, { ...caller, body });

/** A new authenticator app, not verified yet. @returns its secret, in base32 */
export async function newApp(caller: CallOptions): Promise<string> {
  const { body } = await succeed(ask(caller, "POST", "/authenticators/totp"), 200);
  return String(body["secret"]);
}

/** A verified authenticator app, which has used up the current password. @returns its secret, in base32 */
export async function enrol(caller: CallOptions): Promise<string> {
  const secret = await newApp(caller);
  await succeed(ask(caller, "PUT", "/authenticators/totp", { otp: otpAt(secret, Date.now()) }), 200);
  return secret;
}

/** The recovery codes that an answer shows. */
export function codesOf({ body: { recoveryCodes } }: Answer): readonly string[] {
  if (!Array.isArray(recoveryCodes)) throw new Error("The answer has no recovery codes.");
  return recoveryCodes.map(String);
}

/** Gives the caller recovery codes. */
export const makeCodes = async (caller: CallOptions): Promise<readonly string[]> =>
  codesOf(await succeed(ask(caller, "POST", "/recovery-codes"), 201));

/** The remaining recovery codes of a user; `[]` without any. */
export async function codesLeft(userId: string): Promise<readonly string[]> {
  const answer = await call("GET", `/users/${userId}/mfa/recovery-codes`);
  return answer.status === 404 ? [] : codesOf(answer);
}

/** Creates a challenge for the caller. @returns its id */
export async function challenge(caller: CallOptions, factor: string): Promise<string> {
  const { body } = await succeed(ask(caller, "POST", "/challenges", { factor }), 201);
  return String(body["$id"]);
}

/** Answers a challenge. */
export const answer = (caller: CallOptions, challengeId: string, otp: string): Promise<Answer> =>
  ask(caller, "PUT", "/challenges", { challengeId, otp });

/** Reads a challenge as a server does. */
export const readChallenge = (userId: string, challengeId: string, options: CallOptions = {}): Promise<Answer> =>
  call("GET", `/users/${userId}/mfa/challenges/${challengeId}`, options);

/** The code that answers a challenge of the custom factor. */
export async function codeOf(userId: string, challengeId: string): Promise<string> {
  const { body } = await succeed(readChallenge(userId, challengeId), 200);
  return String(body["code"]);
}

/** Meets a challenge in the caller's session now, by a recovery code. The caller must have no recovery codes. */
export async function meetChallenge(caller: CallOptions): Promise<void> {
  const [code = ""] = await makeCodes(caller);
  await succeed(answer(caller, await challenge(caller, "recoveryCode"), code), 200);
}

/** The policy of a new database. */
export const defaultFactors = { totp: true, email: true, phone: true, custom: false, oauth2: true };

/** Sets the project's factors. */
export const setFactors = (factors: Partial<typeof defaultFactors>): Promise<Answer> =>
  succeed(call("PATCH", "/project/policies/mfa-factors", { body: factors }), 200);

/** The user's events in the log, with the kind of actor. */
export const logOf = (userId: string): Promise<readonly Row[]> =>
  rows("SELECT event, actor_type AS actor FROM logs WHERE resource = ? ORDER BY seq", `user/${userId}`);

/** A date as every body writes it. @param at milliseconds since the Unix epoch */
export const dateAt = (at: number): string => new Date(at).toISOString().replace("Z", "+00:00");

/** Every row except the attempt counts, by table, and except SQLite's notes of the last `seq`: inserting no rows begins one. */
export async function state(): Promise<Readonly<Record<string, readonly Row[]>>> {
  const { sqlite_sequence: _, ...tables } = await dump();
  return { ...tables, locks: [], rate_limits: [] };
}
