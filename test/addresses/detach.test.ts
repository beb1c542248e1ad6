/** Detaching an address: its effects on the previous holder's account, and that it happens once. */
import { afterEach, describe, expect, test } from "vitest";
import { asGuest, url } from "../account/holders.ts";
import { codeTo, countTo, lastTo, secretTo } from "../account/messages.ts";
import { cookieOf, createJwt, guest, succeed, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { dump, type Row, rows } from "../harness/database.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { setSettings } from "../harness/sessions.ts";
import { accept, invitationTo, invite, makeTeam, memberOf, readMembership, welcomePage } from "../harness/teams.ts";
import { fresh, readUser } from "../harness/users.ts";
import { enrol, makeCodes } from "../mfa/people.ts";
import { account, signIn, withGitHub } from "../oauth2-flow/people.ts";
import { type Account, drift, emptyOutbox, makeAccount, ownerOf, stateOf } from "./accounts.ts";

withGitHub();
afterEach(emptyOutbox);

/** An account with a proven phone and an unproven email. */
const makeHolder = () => makeAccount({ email: "W", phone: "P" });

const emailOf = ({ email }: Account): string => email ?? "";

/** Requests a link to the email of an account. */
async function linkTo(email: string) {
  await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email, url }), 201);
  return secretTo(email);
}

const prove = async (email: string) =>
  cookieOf(await succeed(asGuest("PUT", "/sessions/magic-url", await linkTo(email)), 201));

/** The rows of a user, by table: all except the counters of the request itself. */
async function rowsOf(userId: string): Promise<Readonly<Record<string, readonly Row[]>>> {
  const { rate_limits: _, sqlite_sequence: __, user_totals: ___, ...tables } = await dump();
  const seq = tables["users"]?.find(({ id }) => id === userId)?.["seq"];
  const owned = (row: Row) => [row["seq"], row["user_seq"], row["owner"]];
  return Object.fromEntries(
    Object.entries(tables).map(([name, all]) => [
      name,
      all.filter((row) => (name === "users" ? row["seq"] === seq : owned(row).slice(1).includes(seq))),
    ]),
  );
}

describe("an account whose email is detached", () => {
  test("differs in the email, its mark and what is the email's, and in nothing else", async () => {
    const holder = await makeHolder();
    const { session, userId } = holder;
    await succeed(call("PATCH", `/users/${userId}/name`, { body: { name: "Eve" } }), 200);
    await succeed(call("PUT", `/users/${userId}/labels`, { body: { labels: ["vip"] } }), 200);
    await succeed(
      call("POST", "/account/targets/push", { ...session, body: { targetId: "unique()", identifier: fresh() } }),
      201,
    );
    await enrol(session);
    await makeCodes(session);
    const teamId = await makeTeam();
    await memberOf(teamId);
    await succeed(invite(teamId, { userId }), 201);
    await succeed(call("POST", "/account/verifications/email", { ...session, body: { url } }), 201);
    const link = await linkTo(emailOf(holder));
    await rows(
      "UPDATE messages SET status = 'processing' WHERE user_seq = (SELECT seq FROM users WHERE id = ?)",
      userId,
    );
    const before = await rowsOf(userId);
    await succeed(asGuest("PUT", "/sessions/magic-url", link), 201);
    const after = await rowsOf(userId);

    const changed = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
    expect(changed.toSorted()).toEqual(["logs", "messages", "search_words", "targets", "tokens", "users"]);
    const [was = {}, is = {}] = [before["users"]?.[0], after["users"]?.[0]];
    expect(
      Object.keys(is)
        .filter((name) => is[name] !== was[name])
        .toSorted(),
    ).toEqual(["email", "email_canonical", "email_is_disposable", "email_is_free", "updated_at", "words", "write_id"]);
    expect(after["targets"]).toEqual(before["targets"]?.filter(({ identifier }) => identifier !== holder.email));
    expect(after["tokens"]).toEqual([]);
    expect(after["logs"]?.slice(before["logs"]?.length)).toMatchObject([
      { event: "address.detach", actor_type: "user" },
    ]);
    expect(after["messages"]?.map(({ status, template }) => [template, status])).toEqual([
      ["verification", "failed"],
      ["email-detached", expect.any(String)],
    ]);
    const words = after["search_words"]?.map(({ word }) => word) ?? [];
    expect(before["search_words"]?.filter(({ word }) => !words.includes(word)).map(({ word }) => word)).toContain(
      emailOf(holder).replaceAll(/[@.]/g, " "),
    );
  });

  test("keeps its sessions and JWTs, and can set another", async () => {
    const holder = await makeHolder();
    const jwt = withJwt(await createJwt(holder.userId));
    await prove(emailOf(holder));
    expect((await call("GET", "/account", holder.session)).body).toMatchObject({ email: "", phoneVerification: true });
    expect((await call("GET", "/account", jwt)).status).toBe(200);
    const body = { email: `${fresh("next")}@psg.fr`, password: "the password of the holder" };
    expect((await call("PATCH", "/account/email", { ...holder.session, body })).status).toBe(200);
  });

  test("is no longer found by it, and its new owner is found everywhere", async () => {
    const holder = await makeHolder();
    const teamId = await makeTeam();
    const membership = String((await succeed(invite(teamId, { userId: holder.userId }), 201)).body["$id"]);
    const owner = String((await account(await prove(emailOf(holder))))["$id"]);
    const found = async (query: string) => (await call("GET", `/users?${query}`)).body["users"];
    const asked = JSON.stringify({ method: "equal", attribute: "email", values: [holder.email] });
    for (const query of [`search=${emailOf(holder)}`, `queries[]=${encodeURIComponent(asked)}`]) {
      expect(await found(query)).toMatchObject([{ $id: owner }]);
    }
    expect(await readMembership(teamId, membership)).toMatchObject({ userId: holder.userId, userEmail: "" });
    expect(await readUser(owner)).toMatchObject({ targets: [{ identifier: holder.email }] });
    expect(await drift()).toEqual({ users: 0, emails: 0, phones: 0, identities: 0 });
  });

  test("is notified at its proven phone, or else at its proven email", async () => {
    const [byEmail, byPhone] = [await makeHolder(), await makeAccount({ email: "P", phone: "W" })];
    await prove(emailOf(byEmail));
    expect(await lastTo(String(byEmail.phone))).toMatchObject({ type: "sms", template: "email-detached" });
    const phone = String(byPhone.phone);
    const { body } = await succeed(asGuest("POST", "/tokens/phone", { userId: fresh(), phone }), 201);
    await succeed(asGuest("POST", "/sessions/token", { userId: body["userId"], secret: await codeTo(phone) }), 201);
    const told = await lastTo(emailOf(byPhone));
    expect(told).toMatchObject({ type: "email", template: "phone-detached" });
    expect(told.text).toContain(byPhone.userId);
  });

  test("is not notified where its other address is not proven", async () => {
    const holder = await makeAccount({ email: "W", phone: "K" });
    await prove(emailOf(holder));
    expect(await countTo(String(holder.phone))).toBe(0);
  });

  test("gives the invitation that was the proof along, and keeps its other memberships", async () => {
    const [holder, teamId, others] = [await makeHolder(), await makeTeam(), await makeTeam()];
    const kept = String((await succeed(invite(others, { userId: holder.userId }), 201)).body["$id"]);
    const { caller } = await memberOf(teamId);
    await succeed(invite(teamId, { email: holder.email, url: welcomePage }, caller), 201);
    const invited = await invitationTo(emailOf(holder));
    const { body } = await succeed(accept(invited, guest()), 200);
    const owner = await ownerOf("email", emailOf(holder));
    expect(body).toMatchObject({ $id: invited.membershipId, userId: owner, confirm: true });
    expect(await readMembership(others, kept)).toMatchObject({ userId: holder.userId });
    expect((await call("GET", `/users/${String(owner)}/memberships?search=${String(owner)}`)).body["total"]).toBe(1);
    expect((await call("GET", `/teams/${teamId}`)).body["total"]).toBe(2);
  });
});

describe("a proof that is simultaneous with", () => {
  /** An app that runs a change ahead of the request's second round trip, which writes. */
  function meanwhile(happen: () => Promise<unknown>) {
    let roundTrips = 0;
    return serve(async (statements, send) => {
      if (++roundTrips === 2) await happen();
      return send(preparedOf(statements));
    });
  }

  test("19 others opens one account, and the others are refused", async () => {
    const holder = await makeHolder();
    const link = await linkTo(emailOf(holder));
    const answers = await Promise.all(Array.from({ length: 20 }, () => asGuest("PUT", "/sessions/magic-url", link)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array<number>(19).fill(401)]);
    expect(await stateOf(holder.userId, "email")).toBe("none");
    expect(await drift()).toEqual({ users: 0, emails: 0, phones: 0, identities: 0 });
  });

  test.each<[what: string, happen: (holder: Account) => Promise<unknown>, kept: string]>([
    [
      "a PATCH of the email",
      ({ session }) =>
        succeed(
          call("PATCH", "/account/email", {
            ...session,
            body: { email: `${fresh("moved")}@psg.fr`, password: "the password of the holder" },
          }),
          200,
        ),
      "W",
    ],
    [
      "a block",
      ({ userId }) => succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200),
      "W",
    ],
    ["the end of the account", ({ userId }) => succeed(call("DELETE", `/users/${userId}`), 204), "none"],
    [
      "a key that says that the email is verified",
      ({ userId }) =>
        succeed(call("PATCH", `/users/${userId}/verification`, { body: { emailVerification: true } }), 200),
      "P",
    ],
    ["the loss of the anchor", ({ userId }) => rows("UPDATE users SET phone = NULL WHERE id = ?", userId), "W"],
  ])("%s is refused, and creates no user", async (_, happen, kept) => {
    const holder = await makeHolder();
    const link = await linkTo(emailOf(holder));
    const fetch = meanwhile(() => happen(holder));
    const count = async () => (await rows("SELECT count(*) AS users FROM users"))[0]?.["users"];
    const before = Number(await count()) - (kept === "none" ? 1 : 0);
    expectRefusal(await asGuest("PUT", "/sessions/magic-url", link, fetch), "user_invalid_token");
    expect(await count()).toBe(before);
    expect(await stateOf(holder.userId, "email")).toBe(kept);
    // The SQL above does not update the totals of phones.
    await rows("UPDATE user_totals SET phone_verification = (SELECT count(*) FROM users WHERE phone_verification = 1)");
    expect(await drift()).toEqual({ users: 0, emails: 0, phones: 0, identities: 0 });
  });

  test("a proof by a provider leads to one account, that of the owner", async () => {
    const holder = await makeHolder();
    const [link, person] = [await linkTo(emailOf(holder)), { id: 91_000, email: emailOf(holder) }];
    const fetch = meanwhile(() => signIn(person));
    expectRefusal(await asGuest("PUT", "/sessions/magic-url", link, fetch), "user_invalid_token");
    const owner = await ownerOf("email", emailOf(holder));
    expect(owner).not.toBe(holder.userId);
    expect(await rows("SELECT user_id FROM identities WHERE provider_uid = '91000'")).toEqual([{ user_id: owner }]);
  });
});

test("a project that has as many users as it may keeps the address where it is", async () => {
  const holder = await makeHolder();
  const link = await linkTo(emailOf(holder));
  await rows("UPDATE settings SET user_limit = 1");
  const answer = await asGuest("PUT", "/sessions/magic-url", link);
  await rows("UPDATE settings SET user_limit = 0");
  expectRefusal(answer, "user_count_exceeded");
  expect(await stateOf(holder.userId, "email")).toBe("W");
  await setSettings({});
  await succeed(asGuest("PUT", "/sessions/magic-url", link), 201);
  expect(await stateOf(holder.userId, "email")).toBe("none");
});

test("a recovery that was sent before the account was anchored gives the owner an account with the password", async () => {
  const holder = await makeAccount({ email: "W", phone: "W" });
  await succeed(asGuest("POST", "/recovery", { email: emailOf(holder), url }), 201);
  const secret = await secretTo(emailOf(holder));
  await succeed(
    call("PATCH", `/users/${holder.userId}/verification/phone`, { body: { phoneVerification: true } }),
    200,
  );
  const password = "the password of the owner";
  const { body } = await succeed(asGuest("PUT", "/recovery", { ...secret, password }), 200);
  expect(body["userId"]).not.toBe(holder.userId);
  const signedIn = await succeed(asGuest("POST", "/sessions/email", { email: holder.email, password }), 201);
  expect(signedIn.body["userId"]).toBe(body["userId"]);
  expect(await stateOf(String(body["userId"]), "email")).toBe("P");
  expect(await readUser(holder.userId)).toMatchObject({ email: "", phoneVerification: true });
});
