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

/** The project in a format. */
const inFormat = async (format: string | null) =>
  (await call("GET", "/project", { headers: { "x-appwrite-response-format": format } })).body;

test.each([null, "1.9.6"])("the format %s shows nothing else", async (format) => {
  expect(Object.keys(await inFormat(format))).toEqual(Object.keys(project));
});

test("the format 1.9.5 also shows a disabled OAuth2 server and empty billing limits", async () => {
  const body = await inFormat("1.9.5");
  expect(body).toMatchObject({ ...project, oAuth2ServerEnabled: false, billingLimits: { users: 0 } });
  expect(body).not.toHaveProperty("authLimit");
});

test("formats below 1.9.5 show settings in the place of switches, as a new project has them", async () => {
  const body = await inFormat("1.9.4");
  const { authMethods: _methods, protocols: _protocols, services: _services, ...others } = project;
  expect(body).toMatchObject({
    ...others,
    description: "",
    billingLimits: { users: 0 },
    authLimit: 0,
    authDuration: 31_536_000,
    authSessionsLimit: 10,
    authInvalidateSessions: true,
    authEmailPassword: true,
    authPhone: true,
    serviceStatusForTeams: true,
    serviceStatusForDatabases: false,
    protocolStatusForRest: true,
  });
  for (const name of ["authMethods", "services", "protocols", "oAuth2ServerEnabled"])
    expect(body).not.toHaveProperty(name);
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

test("the answer of a closed method shows it closed in each format", async () => {
  const close = (format: string) =>
    call("PATCH", "/project/auth-methods/anonymous", {
      body: { enabled: false },
      headers: { "x-appwrite-response-format": format },
    });
  expect((await close("1.9.4")).body).toMatchObject({ authAnonymous: false, authEmailPassword: true });
  expect((await close("1.9.5")).body["authMethods"]).toContainEqual({ $id: "anonymous", enabled: false });
});

describe("settings that are gone", () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  afterAll(() => log.mockRestore());

  test("are a server error, and the log says how to mend it", async () => {
    const fetch = serve((statements, send) =>
      send(preparedOf(statements)).then((results) => results.map((result) => ({ ...result, results: [] }))),
    );
    expectRefusal(await call("GET", "/project", { fetch }), "general_unknown", "Server Error");
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("The table settings has lost its row."));
  });
});
