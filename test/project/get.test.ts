/** GET /project (docs/spec/project.md#project-model). */
import { afterAll, describe, expect, test, vi } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { date } from "../harness/users.ts";

const project = {
  $id: "rollcall",
  $createdAt: date,
  $updatedAt: date,
  name: "rollcall",
  teamId: "",
  region: "default",
  devKeys: [],
  smtpEnabled: false,
  smtpSenderName: "",
  smtpSenderEmail: "",
  smtpReplyToName: "",
  smtpReplyToEmail: "",
  smtpHost: "",
  smtpPort: 0,
  smtpUsername: "",
  smtpPassword: "",
  smtpSecure: "",
  pingCount: 0,
  pingedAt: "",
  labels: [],
  status: "active",
  onboarding: {},
  authMethods: [
    { $id: "email-password", enabled: true },
    { $id: "magic-url", enabled: true },
    { $id: "email-otp", enabled: true },
    { $id: "anonymous", enabled: true },
    { $id: "invites", enabled: true },
    { $id: "jwt", enabled: true },
    { $id: "phone", enabled: true },
  ],
  services: [
    { $id: "account", enabled: true },
    { $id: "teams", enabled: true },
    { $id: "users", enabled: true },
    { $id: "messaging", enabled: true },
    { $id: "project", enabled: true },
    { $id: "health", enabled: true },
  ],
  protocols: [
    { $id: "rest", enabled: true },
    { $id: "graphql", enabled: false },
    { $id: "websocket", enabled: false },
  ],
  blocks: [],
  consoleAccessedAt: "",
  wafEnabled: false,
};

test("the project shows every field that the SDK has, in its order", async () => {
  const { body, status } = await call("GET", "/project");
  expect({ status, body }).toEqual({ status: 200, body: project });
  expect(Object.keys(body)).toEqual(Object.keys(project));
});

test.each([undefined, "1.9.5"])("the format %s shows nothing else", async (format) => {
  const { text } = await call("GET", "/project", { headers: { "x-appwrite-response-format": format ?? null } });
  const names = Object.keys(JSON.parse(text) as object);
  expect(names).toEqual(Object.keys(project));
});

test("formats below 1.9.5 show settings in the place of switches, as a new project has them", async () => {
  const { body } = await call("GET", "/project", { headers: { "x-appwrite-response-format": "1.9.4" } });
  const { authMethods: _methods, protocols: _protocols, services: _services, ...others } = project;
  expect(body).toEqual({
    ...others,
    authLimit: 0,
    authDuration: 31_536_000,
    authSessionsLimit: 10,
    authPasswordHistory: 0,
    authPasswordDictionary: false,
    authPersonalDataCheck: false,
    authSessionAlerts: false,
    authInvalidateSessions: true,
    authMembershipsUserId: false,
    authMembershipsUserEmail: false,
    authMembershipsUserPhone: false,
    authMembershipsUserName: false,
    authMembershipsMfa: false,
    authMembershipsUserAccessedAt: false,
  });
});

test("its dates are those of its settings: when the database was made, and when they last changed", async () => {
  const { body } = await call("GET", "/project");
  expect(body["$createdAt"]).toBe(body["$updatedAt"]);
  const age = Date.now() - Date.parse(String(body["$createdAt"]));
  expect(age).toBeGreaterThanOrEqual(0);
  expect(age).toBeLessThan(600_000);
  await rows("UPDATE settings SET updated_at = 1793534400123");
  expect((await call("GET", "/project")).body).toMatchObject({
    $createdAt: body["$createdAt"],
    $updatedAt: "2026-11-01T12:00:00.123+00:00",
  });
});

test("it has the id and the name that the deployment was given", async () => {
  const answer = await call("GET", "/project", {
    fetch: appWith({ PROJECT_ID: "shop" }),
    headers: { "x-appwrite-project": "shop" },
  });
  expect(answer.body).toMatchObject({ $id: "shop", name: "shop" });
});

test("it is shown to keys with the scope, whatever response format they ask for", async () => {
  const key = await createKey({ scopes: ["project.read"] });
  for (const format of ["1.6.0", "1.8.0", "1.9.5"]) {
    const headers = { "x-appwrite-response-format": format };
    expect((await call("GET", "/project", { key, headers })).body).toMatchObject({ $id: "rollcall", name: "rollcall" });
  }
  expectRefusal(
    await call("GET", "/project", { key: await createKey({ scopes: ["project.write"] }) }),
    "general_unauthorized_scope",
  );
});

describe("settings that are gone", () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  afterAll(() => log.mockRestore());

  test("are a server error, and the log says what to do", async () => {
    const fetch = serve((statements, send) =>
      send(preparedOf(statements)).then((results) => results.map((result) => ({ ...result, results: [] }))),
    );
    expectRefusal(await call("GET", "/project", { fetch }), "general_unknown", "Server Error");
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("The table settings has lost its row."));
  });
});
