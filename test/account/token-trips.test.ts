/** How often a sign-in with a token asks the database, and that both ways do the same (src/flows/redeem-at-once.ts). */
import { afterEach, describe, expect, test } from "vitest";
import { createToken, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { record } from "../harness/recorder.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";
import { codeTo, logOf, secretTo } from "./messages.ts";

holdClock();
afterEach(resetSettings);

const recorder = record();

/** Signs in with a token. @returns the session, and the number of round trips */
async function redeem(userId: string, secret: string) {
  const options = { ...guest(), fetch: recorder.fetch, body: { userId, secret } };
  const { body: session } = await succeed(call("POST", "/account/sessions/token", options), 201);
  return { session, trips: recorder.take().roundTrips.length };
}

type Session = Readonly<Record<string, unknown>>;

interface Owner {
  readonly userId: string;
  readonly email: string;
  readonly phone: string;
}

/** A user whose email and phone a key vouches for, or has verified. */
async function createOwner(isVerified: boolean): Promise<Owner> {
  const [email, phone] = [
    `${fresh("trip")}@psg.fr`,
    `+1415557${fresh("").replaceAll(/\D/g, "").padStart(4, "0").slice(-4)}`,
  ];
  const userId = await createUser({ email, phone });
  for (const kind of isVerified ? ["", "/phone"] : []) {
    const body = kind === "" ? { emailVerification: true } : { phoneVerification: true };
    await succeed(call("PATCH", `/users/${userId}/verification${kind}`, { body }), 200);
  }
  return { userId, email, phone };
}

const ask = (path: string, body: object) =>
  succeed(call("POST", `/account/tokens/${path}`, { ...guest(), fetch: settled, body }), 201);

/** Each way to a token of a user. */
const ways: Readonly<Record<string, (owner: Owner) => Promise<string>>> = {
  "a code by email": async ({ email, userId }) => {
    await ask("email", { userId, email });
    return codeTo(email);
  },
  "a code by phone": async ({ phone, userId }) => {
    await ask("phone", { userId, phone });
    return codeTo(phone);
  },
  "a link": async ({ email, userId }) => {
    await ask("magic-url", { userId, email, url: "http://localhost/" });
    return (await secretTo(email)).secret;
  },
  "a token of a server": ({ userId }) => createToken(userId),
};

const lock = (userId: string) =>
  rows(
    `INSERT INTO locks (account, failures, until, attempt, expire)
     SELECT 'user/' || seq, 10, 9e15, '', 9e15 FROM users WHERE id = ?`,
    userId,
  );

const locksOf = (userId: string) =>
  rows("SELECT failures FROM locks WHERE account = (SELECT 'user/' || seq FROM users WHERE id = ?)", userId);

describe.each(Object.entries(ways))("a sign-in with %s", (way, getSecret) => {
  const proves = way !== "a token of a server";

  test("takes one round trip for a proven address, and ends the pause only if it proves the address", async () => {
    const owner = await createOwner(true);
    await lock(owner.userId);
    const { session, trips } = await redeem(owner.userId, await getSecret(owner));
    expect(trips).toBe(1);
    expect(session).toMatchObject({ userId: owner.userId, current: true });
    expect(await locksOf(owner.userId)).toHaveLength(proves ? 0 : 1);
    expect(await readUser(owner.userId)).toMatchObject({ accessedAt: session["$createdAt"] });
  });

  test("takes a second one where it proves an address, and leaves the same rows", async () => {
    const [fast, slow] = [await createOwner(true), await createOwner(false)];
    const first = await redeem(fast.userId, await getSecret(fast));
    const second = await redeem(slow.userId, await getSecret(slow));
    expect(second.trips).toBe(proves ? 2 : 1);
    expect(second.session).toEqual({
      ...first.session,
      $id: expect.any(String),
      ip: expect.any(String),
      userId: slow.userId,
    });
    const [own, other] = [await logged(first.session), await logged(second.session)];
    expect(own).toMatchObject({ event: "session.create", actor_type: "user", actor_id: fast.userId, actor_name: "" });
    expect(own).toMatchObject({ actor_email: fast.email, resource: `user/${fast.userId}` });
    expect(own["token_origin"]).toEqual({ ip: expect.any(String), userAgent: expect.any(String), country: null });
    expect(other).toEqual({
      ...own,
      actor_id: slow.userId,
      actor_email: slow.email,
      resource: `user/${slow.userId}`,
      token_origin: { ...Object(own["token_origin"]), ip: expect.any(String) },
    });
  });

  test("of a user who was seen today changes no date of the user, in one round trip and in two", async () => {
    const updates = [];
    for (const isAlerted of [false, true]) {
      await setPolicy("session-alert", { enabled: isAlerted });
      const owner = await createOwner(true);
      const secret = await getSecret(owner);
      await rows("UPDATE users SET updated_at = 1000, accessed_at = ? WHERE id = ?", Date.now(), owner.userId);
      const { trips } = await redeem(owner.userId, secret);
      const [row] = await rows("SELECT updated_at FROM users WHERE id = ?", owner.userId);
      updates.push({ trips, row });
    }
    const isMailed = way === "a code by email" || way === "a link";
    expect(updates).toEqual([
      { trips: 1, row: { updated_at: 1000 } },
      { trips: isMailed ? 1 : 2, row: { updated_at: 1000 } },
    ]);
  });

  test("ends the oldest session beyond the limit, in the name of the user", async () => {
    await setPolicy("session-limit", { total: 1 });
    const owner = await createOwner(true);
    const first = await redeem(owner.userId, await getSecret(owner));
    await redeem(owner.userId, await getSecret(owner));
    expect((await logOf(owner.userId)).filter(({ event }) => event === "session.delete")).toEqual([
      { event: "session.delete", actor_type: "user", actor_id: owner.userId, actor_email: owner.email },
    ]);
    expect(await rows("SELECT id FROM sessions WHERE id = ?", String(first.session["$id"]))).toEqual([]);
  });

  test("is refused to a blocked user", async () => {
    const owner = await createOwner(true);
    const secret = await getSecret(owner);
    await rows("UPDATE users SET status = 0 WHERE id = ?", owner.userId);
    const answer = await call("POST", "/account/sessions/token", {
      ...guest(),
      body: { userId: owner.userId, secret },
    });
    expect(answer.body).toMatchObject({ type: "user_blocked" });
  });
});

/** The log row of a session. */
async function logged(session: Session): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await rows(
    `SELECT event, resource, actor_type, actor_id, actor_name, actor_email, token_origin FROM logs WHERE item = ?`,
    String(session["$id"]),
  );
  return { ...row, token_origin: JSON.parse(String(row?.["token_origin"])) };
}

test("takes a second round trip where the project alerts users, unless the token was mailed", async () => {
  await setPolicy("session-alert", { enabled: true });
  const trips = [];
  for (const getSecret of Object.values(ways)) {
    const owner = await createOwner(true);
    trips.push((await redeem(owner.userId, await getSecret(owner))).trips);
  }
  expect(trips).toEqual([1, 2, 1, 2]);
});
