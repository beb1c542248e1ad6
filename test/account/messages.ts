/** The messages to users, read from the outbox. */
import { env } from "cloudflare:workers";
import { rows } from "../harness/database.ts";
import { outbox, type Sent } from "../harness/outbox.ts";

/** The messages to an address or number, in the order of their rows: the clock may not have moved between them. */
async function allTo(to: string): Promise<readonly Sent[]> {
  const sent = (await outbox(env.KV)).filter((message) => message.to === to);
  const order = (await rows("SELECT id FROM messages ORDER BY seq")).map(({ id }) => id);
  return sent.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

/** The last message to an address or number. */
export async function lastTo(to: string): Promise<Sent> {
  const message = (await allTo(to)).at(-1);
  if (message === undefined) throw new Error(`No message went to ${to}.`);
  return message;
}

/** The number of messages to an address or number. */
export const countTo = async (to: string): Promise<number> => (await allTo(to)).length;

/** The code of six digits in the last message. */
export async function codeTo(to: string): Promise<string> {
  const [code] = /\b\d{6}\b/.exec((await lastTo(to)).text) ?? [];
  if (code === undefined) throw new Error(`The message to ${to} has no code.`);
  return code;
}

/** The link in the last message. @param index of another message, the oldest is 0 */
export async function linkTo(to: string, index = -1): Promise<URL> {
  const [link] = /https?:\/\/\S+/.exec((await allTo(to)).at(index)?.text ?? "") ?? [];
  if (link === undefined) throw new Error(`The message to ${to} has no link.`);
  return new URL(link);
}

/** The parameters of a link. */
export async function secretTo(to: string): Promise<{ readonly userId: string; readonly secret: string }> {
  const { searchParams } = await linkTo(to);
  return { userId: searchParams.get("userId") ?? "", secret: searchParams.get("secret") ?? "" };
}

/** The types of a user's tokens, oldest first. */
export const tokensOf = async (userId: string): Promise<readonly unknown[]> =>
  (
    await rows("SELECT type FROM tokens WHERE user_seq = (SELECT seq FROM users WHERE id = ?) ORDER BY seq", userId)
  ).map(({ type }) => type);

/** The user's log rows, oldest first: the event and its actor. */
export const logOf = (userId: string) =>
  rows(
    `SELECT event, actor_type, actor_id, actor_email FROM logs
     WHERE user_seq = (SELECT seq FROM users WHERE id = ?) ORDER BY seq`,
    userId,
  );
