/** Impersonation through the SDKs that support it: the web app of a support agent, and their scripts. */
import * as web from "appwrite";
import * as node from "node-appwrite-27";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BrowserClient } from "./harness/browser.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { startServer } from "./harness/server.ts";

const password = "correct horse battery staple";
const support = { userId: "support", email: "support@psg.fr", password, name: "Sam" };
const customer = { userId: "customer", email: "ada@psg.fr", phone: "+33612345678", name: "Ada" };

let recorder: Recorder;
let users: node.Users;

beforeAll(async () => {
  recorder = await record(await startServer());
  users = new node.Users(serverClient().setKey(recorder.key));
  await users.create(support);
  await users.create(customer);
  await users.updateImpersonator({ userId: support.userId, impersonator: true });
});
afterAll(() => recorder.stop());

const serverClient = () => new node.Client().setEndpoint(recorder.endpoint).setProject(recorder.projectId);

test("The web app of an impersonator shows the named user, acts as them, and the log names the impersonator", async () => {
  const browser = new BrowserClient();
  browser.setEndpoint(recorder.endpoint).setProject(recorder.projectId);
  const account = new web.Account(browser);
  await account.createEmailPasswordSession({ email: support.email, password });
  expect(await account.get()).toMatchObject({ $id: support.userId, impersonatorUserId: null });

  browser.setImpersonateUserPhone(customer.phone);
  expect(await account.get()).toMatchObject({ $id: customer.userId, impersonatorUserId: support.userId });
  browser.setImpersonateUserEmail(customer.email.toUpperCase());
  expect(await account.get()).toMatchObject({ $id: customer.userId, impersonatorUserId: support.userId });
  browser.setImpersonateUserId(customer.userId);
  expect(await account.updateName({ name: "Ada Lovelace" })).toMatchObject({
    $id: customer.userId,
    name: "Ada Lovelace",
    impersonatorUserId: support.userId,
  });
  const refusal = { code: 401, type: "general_unauthorized_scope" };
  await expectRefusal(
    { Exception: web.AppwriteException },
    recorder,
    account.updatePassword({ password: "a new one of theirs" }),
    refusal,
  );
  browser.setImpersonateUserId("").setImpersonateUserEmail("").setImpersonateUserPhone("");
  expect(await account.get()).toMatchObject({ $id: support.userId, impersonatorUserId: null });

  const { logs } = await users.listLogs({ userId: customer.userId });
  expect(logs[0]).toMatchObject({ event: "user.update", userId: support.userId, userName: support.name });
});

test.each(["session", "JWT"])(
  "A script with an impersonator's %s finds users and acts as the one it names",
  async (kind) => {
    const client = serverClient();
    if (kind === "session") client.setSession((await users.createSession({ userId: support.userId })).secret);
    else client.setJWT((await users.createJWT({ userId: support.userId })).jwt);
    const { users: found } = await new node.Users(client).list({ search: "ada" });
    expect(found).toMatchObject([{ $id: customer.userId, email: customer.email }]);
    const account = new node.Account(client.setImpersonateUserId(customer.userId));
    expect(await account.get()).toMatchObject({ $id: customer.userId, impersonatorUserId: support.userId });
  },
);
