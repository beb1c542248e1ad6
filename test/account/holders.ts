/** Accounts whose holder may not have proven the address, and ways to prove it. */
import { bearing, cookieOf, guest, type Person, signIn, succeed } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { settled } from "../harness/sessions.ts";
import { accept, makeTeam, memberOf, sendInvitation } from "../harness/teams.ts";
import { createUser, fresh } from "../harness/users.ts";
import { codeTo, secretTo } from "./messages.ts";

export const password = "the password of a stranger";
export const url = "http://localhost/";

let numbers = 0;
export const newPhone = () => `+1415559${String(1000 + ++numbers)}`;

export const asGuest = (method: string, path: string, body: object, fetch = settled) =>
  call(method, `/account${path}`, { ...guest(), fetch, body });

/** A user who can sign in, with the way in which the account was created. */
export interface Holder extends Person {
  readonly session: CallOptions;
}

/** Signs up, which is possible with any email. */
export async function signUp(email = `${fresh("typed")}@psg.fr`): Promise<Holder> {
  const person = { userId: fresh(), email, password };
  await succeed(asGuest("POST", "", person), 201);
  return { ...person, session: bearing((await signIn(person)).secret) };
}

/** A server creates the account. */
export async function enter(): Promise<Holder> {
  const person = { userId: fresh(), email: `${fresh("made")}@psg.fr`, password };
  await createUser(person);
  return { ...person, session: bearing((await signIn(person)).secret) };
}

/** Signs up, and follows the link that verifies the email. */
export async function signUpVerified(): Promise<Holder> {
  const holder = await signUp();
  await succeed(
    call("POST", "/account/verifications/email", { ...holder.session, fetch: settled, body: { url } }),
    201,
  );
  await succeed(asGuest("PUT", "/verifications/email", await secretTo(holder.email)), 200);
  return holder;
}

/** Signs up, and verifies a phone of their own. */
export async function signUpWithPhone(): Promise<Holder> {
  const holder = await signUp();
  const phone = newPhone();
  await succeed(call("PATCH", "/account/phone", { ...holder.session, body: { phone, password } }), 200);
  await succeed(call("POST", "/account/verifications/phone", { ...holder.session, fetch: settled, body: {} }), 201);
  await succeed(asGuest("PUT", "/verifications/phone", { userId: holder.userId, secret: await codeTo(phone) }), 200);
  return holder;
}

/** Signs up; a server then sets the email. */
export async function signUpVouched(): Promise<Holder> {
  const holder = await signUp();
  const email = `${fresh("vouched")}@psg.fr`;
  await succeed(call("PATCH", `/users/${holder.userId}/email`, { body: { email } }), 200);
  return { ...holder, email };
}

/** Has a verified email, and then changes to another one, which may be a stranger's. */
export async function moveOn(): Promise<Holder> {
  const holder = await signUpVerified();
  const email = `${fresh("moved")}@psg.fr`;
  await succeed(call("PATCH", "/account/email", { ...holder.session, body: { email, password } }), 200);
  return { ...holder, email };
}

/** Sends a message to the owner of an address, who uses it. @returns the owner's session; null: no session begins */
type Prove = (email: string, fetch?: typeof settled) => Promise<CallOptions | null>;

export const proofs: readonly (readonly [what: string, prove: Prove])[] = [
  [
    "a magic URL",
    async (email, fetch) => {
      await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email, url }), 201);
      return bearing(cookieOf(await succeed(asGuest("PUT", "/sessions/magic-url", await secretTo(email), fetch), 201)));
    },
  ],
  [
    "a mailed code",
    async (email, fetch) => {
      const { body } = await succeed(asGuest("POST", "/tokens/email", { userId: fresh(), email }), 201);
      const redeemed = { userId: body["userId"], secret: await codeTo(email) };
      return bearing(cookieOf(await succeed(asGuest("POST", "/sessions/token", redeemed, fetch), 201)));
    },
  ],
  [
    "an invitation",
    async (email, fetch = settled) => {
      const teamId = await makeTeam();
      const { caller } = await memberOf(teamId);
      const invited = await sendInvitation(teamId, caller, email);
      return bearing(cookieOf(await succeed(accept(invited, { ...guest(), fetch }), 200)));
    },
  ],
  [
    "a recovery",
    async (email, fetch) => {
      await succeed(asGuest("POST", "/recovery", { email, url }), 201);
      const body = { ...(await secretTo(email)), password: "the password of the owner" };
      await succeed(asGuest("PUT", "/recovery", body, fetch), 200);
      return null;
    },
  ],
];

export const signInWith = ({ email, password }: Pick<Person, "email" | "password">) =>
  call("POST", "/account/sessions/email", { ...guest(), body: { email, password } });

/** The number of a user's rows in a table. */
export const countOf = async (table: string, userId: string) =>
  (await rows(`SELECT seq FROM ${table} WHERE user_seq = (SELECT seq FROM users WHERE id = ?)`, userId)).length;

export const stored = async (userId: string) =>
  (
    await rows(
      `SELECT password, hash, password_update, password_history, mfa, email_verification, phone
       FROM users WHERE id = ?`,
      userId,
    )
  )[0];

export const status = async (options: CallOptions) => (await call("GET", "/account", options)).status;
