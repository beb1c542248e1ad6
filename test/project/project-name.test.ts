/** PROJECT_NAME is what people read; PROJECT_ID is what programs send. */
import { expect, test } from "vitest";
import { lastTo, linkTo } from "../account/messages.ts";
import { bearing, beginSession, guest } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { createUser, fresh } from "../harness/users.ts";

const fetch = appWith({ PROJECT_NAME: "The Corner Shop" });

test.each(["magic-url", "email"])("names the project in a message: %s", async (kind) => {
  const email = `${fresh("named")}@psg.fr`;
  const body = { userId: fresh(), email };
  expect((await call("POST", `/account/tokens/${kind}`, { ...guest(), body, fetch })).status).toBe(201);
  const message = await lastTo(email);
  expect(message).toMatchObject({ subject: expect.stringContaining("The Corner Shop") });
  expect(message.text).toContain("The Corner Shop");
  if (kind === "magic-url") expect((await linkTo(email)).searchParams.get("project")).toBe("rollcall");
});

test("names it in authenticator apps, and to keys", async () => {
  const { secret } = await beginSession(await createUser({ email: `${fresh("named")}@psg.fr` }));
  const { body } = await call("POST", "/account/mfa/authenticators/totp", { ...bearing(secret), fetch });
  const uri = new URL(String(body["uri"]));
  expect(uri.searchParams.get("issuer")).toBe("The Corner Shop");
  expect(decodeURIComponent(uri.pathname)).toContain("The Corner Shop:");
  expect((await call("GET", "/project", { fetch })).body).toMatchObject({ $id: "rollcall", name: "The Corner Shop" });
});

test("is PROJECT_ID where it is not set", async () => {
  expect((await call("GET", "/project")).body).toMatchObject({ $id: "rollcall", name: "rollcall" });
});
