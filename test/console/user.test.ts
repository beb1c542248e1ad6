import { expect, test } from "vitest";
import { bearing, beginSession, createPerson } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { makeIdentity } from "../harness/identities.ts";
import { createUser, readUser } from "../harness/users.ts";
import { enrol, someone } from "../mfa/people.ts";
import { signedIn } from "./browser.ts";

test("shows at a glance whether the user can sign in, where they are, and what happened by whom", async () => {
  const { email, userId } = await createPerson();
  await beginSession(userId);
  const { status, text } = await (await signedIn()).get(`/users/${userId}`);
  expect(status).toBe(200);
  for (const said of [
    "may sign in",
    `${email} is not verified`,
    "Signed in at 1 place",
    "MFA off",
    "Account created",
  ]) {
    expect(text).toContain(said);
  }
  expect(text).toContain('<span title="API key">Bootstrap key</span>');
});

test("says that the user is blocked, without a password, or has an imported hash", async () => {
  const browser = await signedIn();
  const page = async (userId: string) => (await browser.get(`/users/${userId}`)).text;
  const userId = await createUser();
  await browser.post(`/users/${userId}/block`);
  expect(await page(userId)).toContain("sessions, tokens and JWTs are refused");
  expect(await page(await createUser())).toContain("Never had a password");
  const md5 = { userId: "old-hash", email: "old@mail.example", password: "5f4dcc3b5aa765d61d8327deb882cf99" };
  await call("POST", "/users/md5", { body: md5 });
  expect(await page("old-hash")).toContain("Stored as md5");
});

test("says that the password is locked out after wrong guesses, and lifts the lock", async () => {
  const browser = await signedIn();
  const userId = await createUser();
  const page = async () => (await browser.get(`/users/${userId}`)).text;
  expect(await page()).not.toContain("lift-locks");
  const guess = () => call("POST", `/users/${userId}/password/verify`, { body: { password: "not the password" } });
  await guess();
  expect(await page()).toContain("1 wrong password. The password can be tried.");
  for (let i = 0; i < 9; i++) await guess();
  const locked = await page();
  expect(locked).toContain("locked out");
  expect(locked).toContain("Lift the lock");
  const { location } = await browser.post(`/users/${userId}/lift-locks`);
  expect((await browser.get(location)).text).toContain("The password can be tried again.");
  expect(await page()).not.toContain("locked out");
  expect((await guess()).status).toBe(401);
});

test("blocking ends the session at once, and unblocking lets the user in again", async () => {
  const browser = await signedIn();
  const userId = await createUser();
  const { secret } = await beginSession(userId);
  const account = async () => (await call("GET", "/account", bearing(secret))).status;
  expect(await account()).toBe(200);
  const { location } = await browser.post(`/users/${userId}/block`);
  expect(location).toBe(`/console/users/${userId}?done=block`);
  expect((await browser.get(location)).text).toContain("is blocked, and signed out everywhere");
  expect(await account()).not.toBe(200);
  await browser.post(`/users/${userId}/unblock`);
  expect(await readUser(userId)).toMatchObject({ status: true });
});

test("a new password signs the user out everywhere, also where the policy keeps sessions", async () => {
  const browser = await signedIn();
  const userId = await createUser();
  const { secret } = await beginSession(userId);
  const policy = (enabled: boolean) => call("PATCH", "/project/policies/session-invalidation", { body: { enabled } });
  expect((await policy(false)).status).toBe(200);
  const { location } = await browser.post(`/users/${userId}/password`, { password: "correct horse battery" });
  expect((await browser.get(location)).text).toContain("signed out everywhere");
  expect((await call("GET", "/account", bearing(secret))).status).toBe(401);
  await policy(true);
});

test("a form that is sent twice creates one user, team or sender", async () => {
  const browser = await signedIn();
  for (const path of ["/new-user", "/new-team", "/new-sender/smtp"]) {
    const [, freshId = ""] = /name="freshId" value="([0-9a-f]{20})"/.exec((await browser.get(path)).text) ?? [];
    const fields = { name: "Sent twice", host: "mail.example", freshId };
    const sent = [await browser.post(path, fields), await browser.post(path, fields)];
    expect([path, ...sent.map(({ status }) => status)]).toEqual([path, 303, 409]);
    // The refused form keeps the id.
    expect(sent[1]?.text).toContain(`name="freshId" value="${freshId}"`);
  }
});

test("edits the profile, labels, preferences and verification", async () => {
  const browser = await signedIn();
  const userId = await createUser();
  const posts: readonly [string, Readonly<Record<string, string>>][] = [
    ["name", { name: "Grace <Hopper>" }],
    ["email", { email: " grace@mail.example " }],
    ["phone", { number: "+49301234567" }],
    ["labels", { labels: "vip, navy\nadmiral" }],
    ["prefs", { prefs: '{"theme":"dark"}' }],
    ["verify-email", {}],
    ["verify-phone", {}],
    ["password", { password: "correct horse battery" }],
    ["mfa", {}],
  ];
  for (const [path, fields] of posts) {
    expect([path, (await browser.post(`/users/${userId}/${path}`, fields)).status]).toEqual([path, 303]);
  }
  expect(await readUser(userId)).toMatchObject({
    name: "Grace <Hopper>",
    email: "grace@mail.example",
    phone: "+49301234567",
    labels: ["vip", "navy", "admiral"],
    prefs: { theme: "dark" },
    emailVerification: true,
    phoneVerification: true,
    mfa: true,
  });
  await browser.post(`/users/${userId}/unverify-email`);
  expect(await readUser(userId)).toMatchObject({ emailVerification: false });
});

test("a form that the API refuses is shown again, with what was typed and the refusal beside its field", async () => {
  const browser = await signedIn();
  const userId = await createUser({ name: "Grace" });
  const { status, text } = await browser.post(`/users/${userId}/email`, { email: "no email" });
  expect(status).toBe(400);
  expect(text).toMatch(/value="no email"[^>]*\/><p class="error" id="set-email-email-error" role="alert">/);
  expect(text).toContain("<details open");
  const prefs = await browser.post(`/users/${userId}/prefs`, { prefs: "[1]" });
  expect([prefs.status, prefs.text.includes('id="set-prefs-prefs-error"')]).toEqual([400, true]);
  const taken = await createUser({ email: "taken@mail.example" });
  const conflict = await browser.post(`/users/${userId}/email`, { email: "taken@mail.example" });
  expect([taken === userId, conflict.status, conflict.text.includes('class="notice bad"')]).toEqual([false, 409, true]);
});

test("resets MFA for a user who has lost the app, and for one who has none", async () => {
  const browser = await signedIn();
  const { caller, userId } = await someone();
  await enrol(caller);
  await browser.post(`/users/${userId}/mfa`);
  expect((await browser.post(`/users/${userId}/reset-mfa`)).status).toBe(303);
  expect(await readUser(userId)).toMatchObject({ mfa: false });
  expect((await call("GET", `/users/${userId}/mfa/factors`)).body).toMatchObject({ totp: false });
  expect((await browser.post(`/users/${userId}/reset-mfa`)).status).toBe(303);
});

test("ends a session, all of them, deletes a target and an identity", async () => {
  const browser = await signedIn();
  const userId = await createUser({ email: "many@mail.example" });
  const [first] = [await beginSession(userId), await beginSession(userId)];
  const total = async (what: string) => (await call("GET", `/users/${userId}/${what}`)).body["total"];
  await browser.post(`/users/${userId}/sessions/${first.id}/end`);
  expect(await total("sessions")).toBe(1);
  await browser.post(`/users/${userId}/sessions/end`);
  expect(await total("sessions")).toBe(0);
  const body = { targetId: "pager", providerType: "email", identifier: "pager@mail.example" };
  await call("POST", `/users/${userId}/targets`, { body });
  await browser.post(`/users/${userId}/targets/pager/delete`);
  expect(await total("targets")).toBe(1);
  const identity = await makeIdentity(userId);
  expect((await browser.get(`/users/${userId}`)).text).toContain(`${identity}@id.example`);
  await browser.post(`/users/${userId}/identities/${identity}/delete`);
  expect((await browser.get(`/users/${userId}`)).text).toContain("No provider signs the user in");
});

test("asks before it deletes a user, and says what goes", async () => {
  const browser = await signedIn();
  const userId = await createUser({ name: "Gone Soon" });
  expect((await browser.get(`/users/${userId}/delete`)).text).toContain("Delete Gone Soon?");
  expect((await call("GET", `/users/${userId}`)).status).toBe(200);
  expect((await browser.post(`/users/${userId}/delete`)).location).toBe("/console/users?done=delete-user");
  expect((await call("GET", `/users/${userId}`)).status).toBe(404);
  expect((await browser.get(`/users/${userId}`)).status).toBe(404);
});

test("masks a new password, and leaves it to password managers", async () => {
  const { text } = await (await signedIn()).get("/new-user");
  const [field = ""] = /<input[^>]*name="password"[^>]*>/.exec(text) ?? [];
  expect(field).toContain('type="password"');
  expect(field).toContain('autocomplete="new-password"');
});

test("creates a user of the fields that are filled in, and leads to their page", async () => {
  const browser = await signedIn();
  const { location } = await browser.post("/new-user", {
    name: "New",
    email: "new@mail.example",
    phone: "",
    password: "",
    userId: "new",
  });
  expect(location).toBe("/console/users/new?done=create-user");
  expect((await browser.get(location)).text).toContain("The user is created.");
  const again = await browser.post("/new-user", { name: "New", userId: "new" });
  expect([again.status, again.text.includes('value="New"')]).toEqual([409, true]);
});

test("the log says what a console key did, with its name, and from where", async () => {
  const browser = await signedIn();
  const userId = await createUser();
  await browser.post(`/users/${userId}/name`, { name: "Renamed" });
  const { body } = await call("GET", `/users/${userId}/logs`);
  expect(body["logs"]).toMatchObject([
    { event: "user.update", userName: "Bootstrap key", userType: "keyProject", ip: "203.0.113.7" },
    { event: "user.create" },
  ]);
});
