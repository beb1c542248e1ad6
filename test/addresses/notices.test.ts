/** Messages that notify a user of a changed address. */
import { afterEach, expect, test } from "vitest";
import { lastTo } from "../account/messages.ts";
import { succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { settled } from "../harness/sessions.ts";
import { fresh } from "../harness/users.ts";
import { asGuest, signUp, url } from "../account/holders.ts";
import { emptyOutbox, makeAccount } from "./accounts.ts";

afterEach(emptyOutbox);

test("a change of a proven address notifies the previous one, and a later change does not stop that message", async () => {
  const holder = await makeAccount({ email: "P", phone: "P" });
  const password = "the password of the holder";
  const move = (kind: string, body: object) =>
    succeed(call("PATCH", `/account/${kind}`, { ...holder.session, fetch: settled, body: { ...body, password } }), 200);
  await move("email", { email: `${fresh("first")}@psg.fr` });
  await rows("UPDATE messages SET status = 'processing' WHERE template = 'email-changed'");
  await move("email", { email: `${fresh("second")}@psg.fr` });
  await move("phone", { phone: "+14155559876" });
  expect(await lastTo(String(holder.email))).toMatchObject({ template: "email-changed" });
  expect(await lastTo(String(holder.phone))).toMatchObject({ template: "phone-changed" });
  const sent = await rows("SELECT status FROM messages WHERE template = 'email-changed'");
  expect(sent).toEqual([{ status: "processing" }]);
});

test("moving an unproven address sends no notice", async () => {
  const { email, session, userId } = await signUp();
  const body = { email: `${fresh("moved")}@psg.fr`, password: "the password of a stranger" };
  await succeed(call("PATCH", "/account/email", { ...session, fetch: settled, body }), 200);
  await expect(lastTo(email)).rejects.toThrow("No message");
  expect(await rows("SELECT seq FROM messages WHERE user_seq = (SELECT seq FROM users WHERE id = ?)", userId)).toEqual(
    [],
  );
});

test("a verification names the account and the time, in which an id is no link", async () => {
  const person = { userId: "evil.example", email: `${fresh("asked")}@psg.fr`, password: "the password of a stranger" };
  await succeed(asGuest("POST", "", person), 201);
  const signedIn = await succeed(asGuest("POST", "/sessions/email", person), 201);
  expect(signedIn.body["userId"]).toBe("evil.example");
  const session = {
    key: null,
    headers: {
      cookie: signedIn.headers
        .getSetCookie()
        .map((each) => each.split(";")[0])
        .join("; "),
    },
  };
  await succeed(call("POST", "/account/verifications/email", { ...session, fetch: settled, body: { url } }), 201);
  const { text } = await lastTo(person.email);
  expect(text).toMatch(/Account evil\. example asked for this link on \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
  expect(text).toContain("you can ignore this email");
});
