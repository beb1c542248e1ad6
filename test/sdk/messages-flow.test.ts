/**
 * Every message to users, end to end: the web SDK in a browser requests it, the outbox has it, and the web SDK, mostly in
 * another browser, uses its contents.
 */
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { outbox, type Sent } from "../harness/outbox.ts";
import { BrowserClient } from "./harness/browser.ts";
import { contractProblems } from "./harness/contract.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal, type Refusal } from "./harness/refusal.ts";
import { startServer } from "./harness/server.ts";

const password = "correct horse battery staple";
const page = "http://localhost:5173/welcome";

let recorder: Recorder;
/** The server of the web app, with its key. */
let users: node.Users;
let project: node.Project;

beforeAll(async () => {
  recorder = await record(await startServer());
  const client = new node.Client().setEndpoint(recorder.endpoint).setProject(recorder.projectId).setKey(recorder.key);
  users = new node.Users(client);
  project = new node.Project(client);
});
afterAll(() => recorder.stop());

/** Opens the web app in a fresh browser. */
function open(locale?: string): { readonly account: web.Account; readonly teams: web.Teams } {
  const browser = new BrowserClient();
  browser.setEndpoint(recorder.endpoint).setProject(recorder.projectId);
  if (locale !== undefined) browser.setLocale(locale);
  return { account: new web.Account(browser), teams: new web.Teams(browser) };
}

let people = 0;

/** The data of a new person, who has no account yet. */
function stranger() {
  const userId = `person-${++people}`;
  return { userId, email: `${userId}@psg.fr`, phone: `+1415555${String(2_000 + people)}` };
}

/** A new user who has signed in with a password. */
async function createVisitor() {
  const [person, visitor] = [stranger(), open()];
  await users.create({ ...person, password, name: "Ada Lovelace" });
  await visitor.account.createEmailPasswordSession({ email: person.email, password });
  return { ...person, ...visitor };
}

/** All messages to an address or number, once there are this many: they are sent after the answer. */
const received = (to: string, count = 1): Promise<readonly Sent[]> =>
  vi.waitFor(
    async () => {
      const messages = (await outbox(recorder.kv)).filter((message) => message.to === to);
      expect(messages).toHaveLength(count);
      return messages;
    },
    { timeout: 10_000 },
  );

/** The one message to an address, which must be an email. */
async function emailTo(to: string): Promise<Extract<Sent, { readonly type: "email" }>> {
  const [message] = await received(to);
  return message?.type === "email" ? message : expect.fail(`No email went to ${to}.`);
}

/** The one message to a number, which must be a text message: its whole text. */
async function textTo(to: string): Promise<string> {
  const [message] = await received(to);
  return message?.type === "sms" ? message.text : expect.fail(`No text message went to ${to}.`);
}

/** The link in a text, as the web app receives it: its address and its parameters. */
function linkIn(text: string): { readonly leadsTo: string; readonly brings: Readonly<Record<string, string>> } {
  const [href] = /https?:\/\/\S+/.exec(text) ?? [];
  if (href === undefined) return expect.fail(`No link in ${text}`);
  const { origin, pathname, searchParams } = new URL(href);
  return { leadsTo: `${origin}${pathname}`, brings: Object.fromEntries(searchParams) };
}

/** The parameters of a link that must have these and no others. */
function broughtBy<Name extends string>(text: string, ...names: readonly Name[]): Readonly<Record<Name, string>> {
  const { brings, leadsTo } = linkIn(text);
  expect(leadsTo).toBe(page);
  expect(Object.keys(brings).toSorted()).toEqual(names.toSorted());
  return brings;
}

/** The one six-digit code in a text, at each of its occurrences. */
function codeIn(text: string): string {
  const codes = new Set(text.match(/\b\d{6}\b/g));
  expect(codes.size).toBe(1);
  return [...codes].join("");
}

const refused = (call: Promise<unknown>, refusal: Refusal) =>
  expectRefusal({ Exception: web.AppwriteException }, recorder, call, refusal);

const usedUp: Refusal = { code: 401, type: "user_invalid_token" };
const notSignedIn: Refusal = { code: 401, type: "general_unauthorized_scope" };

describe("Signing in", () => {
  test("with a link that was mailed, in the browser that it is opened in", async () => {
    const { email, userId } = stranger();
    const asked = await open().account.createMagicURLToken({ userId, email, url: page });
    expect(asked).toMatchObject({ userId, secret: "", phrase: "" });
    const { subject, text } = await emailTo(email);
    expect(subject).toBe("rollcall Login");
    const link = broughtBy(text, "userId", "secret", "expire", "project");
    expect(link).toMatchObject({ userId, expire: asked.expire, project: "rollcall" });

    const { account } = open();
    expect(await account.createSession(link)).toMatchObject({ userId, provider: "magic-url", current: true });
    expect(await account.get()).toMatchObject({ $id: userId, email, emailVerification: true });
    await refused(open().account.createSession(link), usedUp);
  });

  test("with a code that was mailed, by the phrase that was shown", async () => {
    const { email, userId } = stranger();
    const { account } = open();
    const { phrase } = await account.createEmailToken({ userId, email, phrase: true });
    expect(phrase).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    const { html, subject, text } = await emailTo(email);
    expect(subject).toBe("OTP for rollcall Login");
    expect([text, html]).toEqual([expect.stringContaining(phrase), expect.stringContaining(phrase)]);

    const secret = codeIn(text);
    expect(await account.createSession({ userId, secret })).toMatchObject({ userId, provider: "token" });
    expect(await account.get()).toMatchObject({ $id: userId, emailVerification: true });
    await refused(open().account.createSession({ userId, secret }), usedUp);
  });

  test("with a code that was sent to a phone, and is all of the message", async () => {
    const { phone, userId } = stranger();
    const { account } = open();
    await account.createPhoneToken({ userId, phone });
    const secret = await textTo(phone);
    expect(secret).toMatch(/^\d{6}$/);
    expect(await account.createSession({ userId, secret })).toMatchObject({ userId, provider: "phone" });
    expect(await account.get()).toMatchObject({ $id: userId, phone, phoneVerification: true });
    await refused(open().account.createSession({ userId, secret }), usedUp);
  });

  test("is mailed about in the language of the browser", async () => {
    const { email, userId } = stranger();
    await open("de-at").account.createEmailToken({ userId, email });
    const { subject, text } = await emailTo(email);
    expect(subject).toBe("Code für die Anmeldung bei rollcall");
    expect(text).toContain(`Melde dich mit dem Code ${codeIn(text)} bei rollcall an.`);
  });
});

describe("Verifying", () => {
  test("an email: by the link, wherever it is opened", async () => {
    const { account, email, userId } = await createVisitor();
    await account.createEmailVerification({ url: page });
    const { name, subject, text } = await emailTo(email);
    expect([name, subject]).toEqual(["Ada Lovelace", "Account Verification for rollcall"]);
    const link = broughtBy(text, "userId", "secret", "expire");
    expect((await account.get()).emailVerification).toBe(false);

    expect(await open().account.updateEmailVerification(link)).toMatchObject({ userId, secret: "" });
    expect((await account.get()).emailVerification).toBe(true);
    await refused(account.updateEmailVerification(link), usedUp);
    await refused(account.createEmailVerification({ url: page }), { code: 409, type: "user_email_already_verified" });
  });

  test("a phone: by the code", async () => {
    const { account, phone, userId } = await createVisitor();
    await account.createPhoneVerification();
    const secret = await textTo(phone);
    expect(await account.updatePhoneVerification({ userId, secret })).toMatchObject({ userId, secret: "" });
    expect((await account.get()).phoneVerification).toBe(true);
    await refused(account.updatePhoneVerification({ userId, secret }), usedUp);
  });
});

describe("Recovery", () => {
  test("sets a password for the reader of the mail, and ends the sessions of the old one", async () => {
    const { account, email, userId } = await createVisitor();
    await open().account.createRecovery({ email, url: page });
    const { subject, text } = await emailTo(email);
    expect(subject).toBe("Password Reset for rollcall");
    const link = broughtBy(text, "userId", "secret", "expire");
    const fresh = "a new and better password";

    const elsewhere = open();
    expect(await elsewhere.account.updateRecovery({ ...link, password: fresh })).toMatchObject({ userId, secret: "" });
    await refused(account.get(), notSignedIn);
    await refused(elsewhere.account.createEmailPasswordSession({ email, password }), {
      code: 401,
      type: "user_invalid_credentials",
    });
    await refused(elsewhere.account.updateRecovery({ ...link, password }), usedUp);
    expect(await elsewhere.account.createEmailPasswordSession({ email, password: fresh })).toMatchObject({ userId });
    expect((await elsewhere.account.get()).emailVerification).toBe(true);
  });

  test("is answered alike for an unknown email, which gets no message", async () => {
    const known = await createVisitor();
    const { email } = stranger();
    const { account } = open();
    const answer = await account.createRecovery({ email, url: page });
    expect(Object.keys(answer)).toEqual(Object.keys(await account.createRecovery({ email: known.email, url: page })));
    await received(known.email);
    expect((await outbox(recorder.kv)).filter(({ to }) => to === email)).toEqual([]);
  });
});

describe("A sign-in elsewhere", () => {
  test("is reported by mail, if the policy is on", async () => {
    await project.updateSessionAlertPolicy({ enabled: true });
    try {
      const { email } = await createVisitor();
      await open().account.createEmailPasswordSession({ email, password });
      const { subject, text } = await emailTo(email);
      expect(subject).toBe("Security alert: new session on your rollcall account");
      expect(text).toContain("New login detected on rollcall");
      expect(text).toContain("IP address: 127.0.0.1");
      // The reader of a code already knows of the sign-in.
      const { userId } = await open().account.createEmailToken({ userId: "unique()", email });
      const [, mailed] = await received(email, 2);
      const session = await open().account.createSession({ userId, secret: codeIn(mailed?.text ?? "") });
      expect((await users.listSessions({ userId: session.userId })).total).toBe(3);
      expect((await received(email, 2)).map(({ template }) => template)).toEqual(["session-alert", "email-otp"]);
    } finally {
      await project.updateSessionAlertPolicy({ enabled: false });
    }
  });
});

describe("An invitation", () => {
  test("to an unknown email makes its owner a member, and signs them in", async () => {
    const owner = await createVisitor();
    const { email } = stranger();
    const team = await owner.teams.create({ teamId: "night-watch", name: "Night <b>watch</b>" });
    const invited = await owner.teams.createMembership({ teamId: team.$id, roles: ["guard"], email, url: page });
    expect(invited).toMatchObject({ teamName: "Night <b>watch</b>", confirm: false, joined: "", roles: ["guard"] });
    const { html, subject, text } = await emailTo(email);
    expect(subject).toBe("Invitation to Night <b>watch</b> Team at rollcall");
    expect(text).toContain("Ada Lovelace invites you to join the team Night <b>watch</b> at rollcall.");
    expect(html).not.toContain("<b>");
    const { membershipId, secret, teamId, userId } = broughtBy(
      text,
      "membershipId",
      "userId",
      "secret",
      "teamId",
      "teamName",
    );

    const guest = open();
    const accept = { teamId, membershipId, userId, secret };
    expect(await guest.teams.updateMembershipStatus(accept)).toMatchObject({ $id: invited.$id, confirm: true });
    expect(await guest.account.get()).toMatchObject({ $id: userId, email, emailVerification: true });
    expect((await guest.teams.get({ teamId })).total).toBe(2);
    await refused(open().teams.updateMembershipStatus(accept), { code: 409, type: "membership_already_confirmed" });

    await guest.teams.deleteMembership({ teamId, membershipId });
    expect((await owner.teams.get({ teamId })).total).toBe(1);
  });

  test("by phone is a text message with the link", async () => {
    const owner = await createVisitor();
    const { phone } = stranger();
    await owner.teams.create({ teamId: "day-watch", name: "Day watch" });
    await owner.teams.createMembership({ teamId: "day-watch", roles: [], phone, url: page });
    const text = await textTo(phone);
    expect(text).toMatch(/^You are invited to join a team at rollcall: http:/);
    expect(linkIn(text).leadsTo).toBe(page);
  });
});

describe("A challenge", () => {
  test("by mail completes a session that has only the password", async () => {
    const { account, email, userId } = await createVisitor();
    await users.updateEmailVerification({ userId, emailVerification: true });
    await account.updateMFA({ mfa: true });
    const elsewhere = open();
    await elsewhere.account.createEmailPasswordSession({ email, password });
    await refused(elsewhere.account.get(), { code: 401, type: "user_more_factors_required" });
    const { $id: challengeId } = await elsewhere.account.createMFAChallenge({
      factor: web.AuthenticationFactor.Email,
    });
    const { subject, text } = await emailTo(email);
    expect(subject).toBe("Verification Code for rollcall");
    await elsewhere.account.updateMFAChallenge({ challengeId, otp: codeIn(text) });
    expect(await elsewhere.account.get()).toMatchObject({ $id: userId });
  });
});

test("every answer keeps the contract", () => {
  expect(recorder.exchanges.length).toBeGreaterThan(60);
  // The contract has no policies.
  const answers = recorder.exchanges.filter(({ path }) => !path.startsWith("/project/"));
  expect(answers.flatMap(contractProblems)).toEqual([]);
});
