/** Accounts with addresses in each of the states of docs/decisions/0010-addresses.md. */
import { env } from "cloudflare:workers";
import { bearing, beginSession } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { outboxPrefix } from "../../src/lib/delivery/outbox.ts";
import { createUser, fresh } from "../harness/users.ts";
import { newPhone } from "../account/holders.ts";

export type Kind = "email" | "phone";
/** None, the user's word, a key's word, proven. */
export const states = ["none", "W", "K", "P"] as const;
export type State = (typeof states)[number];

const password = "the password of the holder";
export const newAddress = (kind: Kind): string => (kind === "email" ? `${fresh("held")}@psg.fr` : newPhone());
export const otherKind = (kind: Kind): Kind => (kind === "email" ? "phone" : "email");

export interface Account {
  readonly userId: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** The value of a session. */
  readonly secret: string;
  readonly session: CallOptions;
}

/** Creates an account with a key, with its addresses in the given states. */
export async function makeAccount(held: Readonly<Record<Kind, State>>, hasIdentity = false): Promise<Account> {
  const email = held.email === "none" ? null : newAddress("email");
  const phone = held.phone === "none" ? null : newAddress("phone");
  const userId = await createUser({ password, ...(email && { email }), ...(phone && { phone }) });
  if (held.email === "P") await call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } });
  if (held.phone === "P")
    await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });
  await rows(
    "UPDATE users SET email_vouched = ?, phone_vouched = ? WHERE id = ?",
    Number(held.email === "K"),
    Number(held.phone === "K"),
    userId,
  );
  if (hasIdentity) await makeIdentity(userId, { provider: "google", providerUid: fresh("google") });
  const { secret } = await beginSession(userId);
  return { userId, email, phone, secret, session: bearing(secret) };
}

/** The state of an account's address. */
export async function stateOf(userId: string, kind: Kind): Promise<State> {
  const [row] = await rows(
    `SELECT ${kind} AS address, ${kind}_verification AS verified, ${kind}_vouched AS vouched FROM users WHERE id = ?`,
    userId,
  );
  const { address = null, verified, vouched } = row ?? {};
  if (address === null) return "none";
  if (verified === 1) return "P";
  return vouched === 1 ? "K" : "W";
}

/** The id of the account that holds an address. */
export async function ownerOf(kind: Kind, address: string): Promise<string | null> {
  const [row] = await rows(`SELECT id FROM users WHERE ${kind} = ?`, address);
  return row === undefined ? null : String(row["id"]);
}

/** The difference between the totals of lists and the rows. */
export const drift = async () =>
  (
    await rows(`SELECT users - (SELECT count(*) FROM users) AS users,
      email_verification - (SELECT count(*) FROM users WHERE email_verification = 1) AS emails,
      phone_verification - (SELECT count(*) FROM users WHERE phone_verification = 1) AS phones,
      identities - (SELECT count(*) FROM identities) AS identities FROM user_totals`)
  )[0];

/** Deletes the sent messages, because a search for one reads them all. */
export async function emptyOutbox(): Promise<void> {
  const { keys } = await env.KV.list({ prefix: outboxPrefix });
  await Promise.all(keys.map(({ name }) => env.KV.delete(name)));
}
