/**
 * Inviting as an owner (docs/spec/teams.md, docs/spec/project.md#policy-effects): a message is sent, and its link makes a
 * member.
 */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { createJwt, guest, withJwt } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { outbox } from "../harness/outbox.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import {
  accept,
  bareMembership,
  invitationTo,
  invite,
  listMembers,
  makeTeam,
  meanwhile,
  memberOf,
  readInvitation,
  readMembership,
  readTeam,
  sendInvitation,
  someone,
  welcomePage,
} from "../harness/teams.ts";
import { createUser, fresh, generatedId, readUser } from "../harness/users.ts";
import { resetSettings, setAuthMethod, setPolicy } from "../policies/policies.ts";

afterEach(resetSettings);

/** An address of no user. */
const freshEmail = () => `${fresh("invitee")}@mail.example`;

/** An owner and their team. Each owner has an address of their own, because attempts are counted by address. */
async function crew() {
  const teamId = await makeTeam();
  return { teamId, owner: await memberOf(teamId, ["owner"], { name: "Olga" }) };
}

describe("an owner's invitee", () => {
  test("is not a member yet and not counted; the owner sees only the given address and name", async () => {
    const { owner, teamId } = await crew();
    const email = freshEmail();
    const { body, status } = await invite(
      teamId,
      { email, name: "Nia", roles: ["cook"], url: welcomePage },
      owner.caller,
    );
    expect({ status, body }).toEqual({
      status: 201,
      body: { ...bareMembership, userId: generatedId, userName: "Nia", userEmail: email, teamId, roles: ["cook"] },
    });
    expect(await readTeam(teamId)).toMatchObject({ total: 1 });
    expect(await readMembership(teamId, String(body["$id"]))).toMatchObject({ confirm: false, joined: "" });
    const user = await readUser(String(body["userId"]));
    expect(user).toMatchObject({ name: "Nia", email, emailVerification: false, password: null, status: true });
  });

  test("is sent a link with all parameters", async () => {
    const { owner, teamId } = await crew();
    const email = freshEmail();
    const { body } = await invite(teamId, { email, name: "Nia", url: `${welcomePage}?lang=de#top` }, owner.caller);
    const { link, ...invitation } = await invitationTo(email);
    expect(invitation).toEqual({
      teamId,
      membershipId: body["$id"],
      userId: body["userId"],
      secret: expect.stringMatching(/^[0-9a-f]{256}$/),
    });
    expect(`${link.origin}${link.pathname}${link.hash}`).toBe(`${welcomePage}#top`);
    expect([...link.searchParams.keys()]).toEqual(["lang", "membershipId", "userId", "secret", "teamId", "teamName"]);
    expect(link.searchParams.get("teamName")).toBe("Crew");
    const message = (await outbox(env.KV)).find(({ to }) => to === email);
    expect(message).toMatchObject({ type: "email", template: "invitation", name: "Nia" });
    expect(message?.text).toContain("Olga");
    expect(message?.text).toContain("Crew");
  });

  test("without an email is sent a text message", async () => {
    const { owner, teamId } = await crew();
    const phone = "+4930100001";
    const { body } = await invite(teamId, { phone, url: welcomePage }, owner.caller);
    expect(body).toMatchObject({ userPhone: phone, userEmail: "", confirm: false });
    const { link, ...invitation } = await invitationTo(phone);
    expect(invitation).toMatchObject({ teamId, membershipId: body["$id"], userId: body["userId"] });
    expect([...link.searchParams.keys()]).toEqual(["membershipId", "userId", "secret", "teamId"]);
    const message = (await outbox(env.KV)).find(({ to }) => to === phone);
    expect(message).toMatchObject({ type: "sms", template: "phone-invitation" });
    expect(message?.text).toBe(`You are invited to join a team at rollcall: ${link.href}`);
  });

  test("is sent no text by the inviter except the team's name, without links", async () => {
    const teamId = await makeTeam({ name: "Win at https://evil.example/now" });
    const owner = await memberOf(teamId, ["owner"], { name: "www.evil.example" });
    const email = freshEmail();
    await invite(teamId, { email, name: "evil.example\n\nClick", url: welcomePage }, owner.caller);
    const message = (await outbox(env.KV)).find(({ to }) => to === email);
    if (message?.type !== "email") throw new Error("No email was sent.");
    const { link } = readInvitation(message);
    expect(message.subject).toBe("Invitation to Win at https: //evil. example/now Team at rollcall");
    expect(message.text.split("\n").slice(0, 3)).toEqual([
      "Hello evil. example Click,",
      "",
      "www. evil. example invites you to join the team Win at https: //evil. example/now at rollcall.",
    ]);
    expect(message.text.replace(link.href, "")).not.toMatch(/:\/\/|evil\.example/);
  });

  test("by id is sent it to their own address, which the inviter does not see", async () => {
    const { owner, teamId } = await crew();
    const [both, email] = [{ email: freshEmail(), phone: "+4930100002" }, freshEmail()];
    await createUser({ userId: "by.both", name: "Both", ...both });
    const { body } = await invite(teamId, { userId: "by.both", url: welcomePage }, owner.caller);
    expect(body).toMatchObject({ userId: "by.both", userName: "", userEmail: "", userPhone: "" });
    expect(await invitationTo(both.email)).toMatchObject({ userId: "by.both" });
    await createUser({ userId: "by.email", name: "Secret", email });
    const { body: named } = await invite(teamId, { email, name: "Whoever", url: welcomePage }, owner.caller);
    expect(named).toMatchObject({ userId: generatedId, userName: "Whoever", userEmail: email });
    expect(await invitationTo(email)).toMatchObject({ userId: named["userId"] });
    expect(await readUser("by.email")).toMatchObject({ name: "Secret" });
  });

  test("without an address cannot be invited", async () => {
    const { owner, teamId } = await crew();
    const userId = await createUser({ name: "Nobody's" });
    const before = await dump();
    expectRefusal(
      await invite(teamId, { userId, url: welcomePage }, owner.caller),
      "general_argument_invalid",
      "The user has neither an email nor a phone number to be invited by.",
    );
    expect({ ...(await dump()), rate_limits: [] }).toEqual({ ...before, rate_limits: [] });
  });

  test("invited again gets another secret, and the previous one is void", async () => {
    const { owner, teamId } = await crew();
    const email = freshEmail();
    const first = await sendInvitation(teamId, owner.caller, email, { roles: ["cook"] });
    const second = await sendInvitation(teamId, owner.caller, email, { roles: ["owner"] });
    expect(second).toMatchObject({ membershipId: first.membershipId, userId: first.userId });
    expect(second.secret).not.toBe(first.secret);
    expect((await listMembers(teamId)).body).toMatchObject({ total: 2 });
    expect(await readMembership(teamId, first.membershipId)).toMatchObject({ roles: ["cook"] });
    expectRefusal(await accept(first, guest()), "team_invalid_secret");
    expect(await accept(second, guest())).toMatchObject({ status: 200, body: { roles: ["cook"] } });
    expectRefusal(await invite(teamId, { email, url: welcomePage }, owner.caller), "membership_already_confirmed");
  });
});

describe("an invitation", () => {
  test("can be made only by an owner, by session or JWT; strangers get a 404", async () => {
    const { owner, teamId } = await crew();
    const [cook, stranger] = [await memberOf(teamId, ["cook"]), await someone()];
    const before = await dump();
    const ask = (caller: CallOptions) => invite(teamId, { email: "kept.out@mail.example", url: welcomePage }, caller);
    expectRefusal(await ask(cook.caller), "user_unauthorized");
    expectRefusal(await ask(stranger.caller), "team_not_found");
    expectRefusal(await ask(guest()), "general_unauthorized_scope");
    expect({ ...(await dump()), rate_limits: [] }).toEqual({ ...before, rate_limits: [] });
    expect((await ask(withJwt(await createJwt(owner.userId)))).status).toBe(201);
  });

  test("needs a URL of an allowed host", async () => {
    const { owner, teamId } = await crew();
    const ask = (url: unknown) => invite(teamId, { email: freshEmail(), url }, owner.caller);
    expectRefusal(await ask(undefined), "general_argument_invalid", 'Param "url" is not optional.');
    for (const url of [
      "https://evil.example/",
      "javascript:alert(1)",
      "http://localhost.evil.example/",
      "welcome",
      "",
    ]) {
      expectInvalid(await ask(url), "url");
    }
  });

  test("is refused when the inviter has ceased to be an owner by the time of the write; no account is created", async () => {
    const { owner, teamId } = await crew();
    const email = freshEmail();
    const demote = () => call("PATCH", `/teams/${teamId}/memberships/${owner.membershipId}`, { body: { roles: [] } });
    const fetch = meanwhile('insert into "memberships"', demote);
    expectRefusal(await invite(teamId, { email, url: welcomePage }, { ...owner.caller, fetch }), "team_not_found");
    expect(await rows("SELECT id FROM users WHERE email = ?", email)).toEqual([]);
    expect((await outbox(env.KV)).filter(({ to }) => to === email)).toEqual([]);
  });

  test("is sent to the invitee's address at the time of the write", async () => {
    const { owner, teamId } = await crew();
    const [before, after] = [freshEmail(), freshEmail()];
    const userId = await createUser({ email: before });
    const fetch = meanwhile('insert into "memberships"', () =>
      call("PATCH", `/users/${userId}/email`, { body: { email: after } }),
    );
    expect((await invite(teamId, { userId, url: welcomePage }, { ...owner.caller, fetch })).status).toBe(201);
    expect((await outbox(env.KV)).filter(({ to }) => to === before)).toEqual([]);
    expect(await accept(await invitationTo(after), guest())).toMatchObject({ status: 200, body: { userId } });
  });

  test("names the existing membership, also one of a concurrent request", async () => {
    const { owner, teamId } = await crew();
    const email = freshEmail();
    const fetch = meanwhile('insert into "memberships"', () => sendInvitation(teamId, owner.caller, email));
    expect((await invite(teamId, { email, url: welcomePage }, { ...owner.caller, fetch })).status).toBe(201);
    expect((await listMembers(teamId)).body).toMatchObject({ total: 2 });
    const sent = (await outbox(env.KV)).filter(({ to }) => to === email);
    const answers = await Promise.all(sent.map((message) => accept(readInvitation(message), guest())));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  test("is refused where no provider sends it, and creates no user", async () => {
    const { owner, teamId } = await crew();
    const silent = appWith({ MESSAGES_OUTBOX: "" });
    const ask = (named: object) => invite(teamId, { ...named, url: welcomePage }, { ...owner.caller, fetch: silent });
    const before = await dump();
    expectRefusal(await ask({ email: freshEmail() }), "general_smtp_disabled");
    expectRefusal(await ask({ phone: "+4930100003" }), "general_phone_disabled");
    expect({ ...(await dump()), rate_limits: [] }).toEqual({ ...before, rate_limits: [] });
  });

  test("creates no user where the project has as many users as its limit; a key may", async () => {
    const { owner, teamId } = await crew();
    await setPolicy("user-limit", { total: 1 });
    const email = freshEmail();
    expectRefusal(await invite(teamId, { email, url: welcomePage }, owner.caller), "user_count_exceeded");
    expect(await rows("SELECT id FROM users WHERE email = ?", email)).toEqual([]);
    expect((await invite(teamId, { email })).status).toBe(201);
  });

  test("is closed with the auth method, but to keys", async () => {
    const { owner, teamId } = await crew();
    await setAuthMethod("invites", false);
    expectRefusal(
      await invite(teamId, { email: freshEmail(), url: welcomePage }, owner.caller),
      "user_auth_method_unsupported",
    );
    expect((await invite(teamId, { email: freshEmail() })).status).toBe(201);
  });

  describe("can be tried ten times in an hour", () => {
    /** Another caller from the same address. */
    const asking = async (teamId: string, ip: string) => {
      const { caller } = await memberOf(teamId);
      return { ...caller, headers: { ...caller.headers, "cf-connecting-ip": ip } };
    };

    test("from an address, over all inviters and invitees", async () => {
      const teamId = await makeTeam();
      const ip = "203.0.113.71";
      const ask = async () => invite(teamId, { email: freshEmail(), url: welcomePage }, await asking(teamId, ip));
      for (let tries = 0; tries < 10; tries += 1) expect((await ask()).status).toBe(201);
      expectRefusal(await ask(), "general_rate_limit_exceeded");
      expect((await invite(teamId, { email: freshEmail() })).status).toBe(201);
    });

    test("by a user, over all addresses and invitees", async () => {
      const { owner, teamId } = await crew();
      const ask = (ip: number) =>
        invite(
          teamId,
          { email: freshEmail(), url: welcomePage },
          { ...owner.caller, headers: { ...owner.caller.headers, "cf-connecting-ip": `203.0.113.${ip}` } },
        );
      for (let tries = 0; tries < 10; tries += 1) expect((await ask(80 + tries)).status).toBe(201);
      expectRefusal(await ask(90), "general_rate_limit_exceeded");
    });

    test.each<[whom: string, named: (tries: number) => object]>([
      ["an email", (tries) => ({ email: tries % 2 === 0 ? "often@mail.example" : "Often@Mail.Example" })],
      ["a number", () => ({ phone: "+4930100009" })],
      ["a user", () => ({ userId: "often.asked" })],
    ])("for %s, over all addresses, inviters and teams", async (whom, named) => {
      if (whom === "a user") await createUser({ userId: "often.asked", email: freshEmail() });
      const ask = async (tries: number) => {
        const teamId = await makeTeam();
        const body = { ...named(tries), url: welcomePage };
        return invite(teamId, body, await asking(teamId, `2001:db8:${tries}::1`));
      };
      for (let tries = 0; tries < 10; tries += 1) expect((await ask(tries)).status).toBe(201);
      expectRefusal(await ask(10), "general_rate_limit_exceeded");
    });
  });

  test("reads the provider once, where the address decides its type", async () => {
    const { owner, teamId } = await crew();
    const userId = await createUser({ email: freshEmail() });
    const { fetch, take } = record();
    const sendersAsked = async (named: object) => {
      expect((await invite(teamId, { ...named, url: welcomePage }, { ...owner.caller, fetch })).status).toBe(201);
      return take()
        .roundTrips.flat()
        .filter((sql) => sql.includes('"providers"."enabled" = 1')).length;
    };
    expect(await sendersAsked({ email: freshEmail() })).toBe(1);
    expect(await sendersAsked({ phone: "+4930100008" })).toBe(1);
    expect(await sendersAsked({ userId })).toBe(2);
  });

  test("cannot be accepted with the contents of D1", async () => {
    const { owner, teamId } = await crew();
    const { secret } = await sendInvitation(teamId, owner.caller, freshEmail());
    expect(JSON.stringify(await dump())).not.toContain(secret);
    const [row] = await rows("SELECT digest FROM memberships WHERE digest IS NOT NULL ORDER BY seq DESC LIMIT 1");
    expect(row?.["digest"]).toMatch(/^[0-9a-f]{64}$/);
  });

  test("takes one round trip after the reads, besides the message", async () => {
    const { owner, teamId } = await crew();
    const { fetch, take } = record();
    await invite(teamId, { email: freshEmail(), url: welcomePage }, { ...owner.caller, fetch });
    // Four round trips: the caller; the attempt and the reads; the writes; the message's outcome.
    expect(take().roundTrips.map((statements) => statements.length)).toEqual([1, 7, expect.any(Number), 1]);
  });

  test("is logged with the owner as the actor", async () => {
    const { owner, teamId } = await crew();
    const { userId } = await sendInvitation(teamId, owner.caller, freshEmail());
    const noted = await rows(
      "SELECT event, actor_id FROM logs WHERE user_seq = (SELECT seq FROM users WHERE id = ?) ORDER BY seq",
      userId,
    );
    expect(noted).toEqual([
      { event: "user.create", actor_id: owner.userId },
      { event: "membership.create", actor_id: owner.userId },
    ]);
  });
});
