/** Accounts that begin with a proof get the id in the token or the invitation; the proof decides who owns the address. */
import { afterEach, describe, expect, test } from "vitest";
import { asGuest, signUp, status, stored, url } from "../account/holders.ts";
import { codeTo, secretTo } from "../account/messages.ts";
import { cookieOf, guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { accept, makeTeam, memberOf, readMembership, sendInvitation } from "../harness/teams.ts";
import { fresh } from "../harness/users.ts";
import { account } from "../oauth2-flow/people.ts";
import { emptyOutbox, makeAccount, newAddress, ownerOf, stateOf } from "./accounts.ts";

afterEach(emptyOutbox);

/** Requests a code for an email. */
const ask = (userId: string, email: string) => succeed(asGuest("POST", "/tokens/email", { userId, email }), 201);

const redeem = async (userId: string, email: string) =>
  asGuest("POST", "/sessions/token", { userId, secret: await codeTo(email) });

describe("a code that was requested while no user had the email", () => {
  test("clears the account that has typed the email meanwhile", async () => {
    const [asked, email] = [fresh(), newAddress("email")];
    await ask(asked, email);
    const typist = await signUp(email);
    const { body } = await succeed(redeem(asked, email), 201);
    expect(body["userId"]).toBe(typist.userId);
    expect(await stateOf(typist.userId, "email")).toBe("P");
    expect((await stored(typist.userId))?.["password"]).toBeNull();
    expect(await status(typist.session)).toBe(401);
  });

  test("detaches the email from an account that has typed it beside a proven phone, and is spent", async () => {
    const [asked, email] = [fresh(), newAddress("email")];
    await ask(asked, email);
    const typist = await makeAccount({ email: "none", phone: "P" });
    const body = { email, password: "the password of the holder" };
    await succeed(call("PATCH", "/account/email", { ...typist.session, body }), 200);
    const code = await codeTo(email);
    const begun = await succeed(asGuest("POST", "/sessions/token", { userId: asked, secret: code }), 201);
    expect(begun.body["userId"]).toBe(asked);
    expect(await ownerOf("email", email)).toBe(asked);
    expect(await stateOf(typist.userId, "email")).toBe("none");
    expect((await asGuest("POST", "/sessions/token", { userId: asked, secret: code })).status).toBe(401);
  });
});

describe("an account that begins with a detached email", () => {
  const makeHolder = async () => {
    const { email, userId } = await makeAccount({ email: "W", phone: "P" });
    return { userId, email: email ?? "" };
  };

  test("has the id that the code was requested with", async () => {
    const { email, userId } = await makeHolder();
    const asked = fresh();
    await ask(asked, email);
    const { body } = await succeed(redeem(asked, email), 201);
    expect([body["userId"], await ownerOf("email", email)]).toEqual([asked, asked]);
    expect(await stateOf(userId, "email")).toBe("none");
  });

  test("has another id where the code was requested with the holder's id", async () => {
    const { email, userId } = await makeHolder();
    await ask(userId, email);
    const { body } = await succeed(redeem(userId, email), 201);
    expect(body["userId"]).not.toBe(userId);
    expect(await ownerOf("email", email)).toBe(body["userId"]);
  });

  test("leaves the email where it is if a user has the id", async () => {
    const { email, userId } = await makeHolder();
    const { userId: taken } = await makeAccount({ email: "none", phone: "none" });
    await ask(taken, email);
    const answer = await redeem(taken, email);
    expect(answer).toMatchObject({ status: 409, body: { type: "user_already_exists" } });
    expect([await ownerOf("email", email), await stateOf(userId, "email")]).toEqual([userId, "W"]);
  });

  test("has the id that the invitation names", async () => {
    const { email } = await makeHolder();
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const invited = await sendInvitation(teamId, caller, email);
    const answer = await succeed(accept(invited, guest()), 200);
    expect((await account(cookieOf(answer)))["$id"]).toBe(invited.userId);
    expect(await readMembership(teamId, invited.membershipId)).toMatchObject({ userId: invited.userId, confirm: true });
  });
});

test("a guest can still accept an invitation to the email of an account that was cleared, and none that had ended", async () => {
  const holder = await signUp();
  const invite = async () => {
    const teamId = await makeTeam();
    return sendInvitation(teamId, (await memberOf(teamId)).caller, holder.email);
  };
  const ended = await invite();
  await succeed(call("PATCH", `/users/${holder.userId}/status`, { body: { status: false } }), 200);
  await succeed(call("PATCH", `/users/${holder.userId}/status`, { body: { status: true } }), 200);
  const pending = await invite();
  await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email: holder.email, url }), 201);
  await succeed(asGuest("PUT", "/sessions/magic-url", await secretTo(holder.email)), 201);
  expect((await stored(holder.userId))?.["password"]).toBeNull();
  expect((await accept(ended, guest())).status).toBe(401);
  const { body } = await succeed(accept(pending, guest()), 200);
  expect(body).toMatchObject({ userId: holder.userId, confirm: true });
});
