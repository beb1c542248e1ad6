/** `POST /users/import`: what a chunk creates (docs/spec/import.md#rows). */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeTeam, readTeam } from "../harness/teams.ts";
import { importRows, reportOf } from "./chunks.ts";

/** Of the password `password`. */
const ssha = "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss";

describe("a row with everything", () => {
  const row = {
    $id: "Ada-1",
    name: "Ada Lovelace",
    email: "Ada@Mail.Example",
    emailVerification: true,
    phone: "+4915112345678",
    phoneVerification: false,
    password: ssha,
    passwordUpdate: "2020-03-04T05:06:07.000Z",
    labels: ["vip", "early", "vip"],
    prefs: { theme: "dark", "a\u0000b": 'quote " and \\ and ☃' },
    mfa: true,
    registration: "2019-01-02T03:04:05.678+00:00",
    accessedAt: "2021-01-01",
    impersonator: true,
    totp: { secret: "jbsw y3dp ehpk 3pxp" },
    targets: [
      { $id: "Pixel", providerType: "push", identifier: "token-1", name: "Pixel" },
      { providerType: "email", identifier: "second@mail.example" },
      { providerType: "email", identifier: "ada@mail.example" },
    ],
    identities: [{ provider: "google", providerUid: "g-1", providerEmail: "Ada@gmail.com" }],
    memberships: [{ teamId: "crew", roles: ["owner", "dev"], joined: "2020-01-01" }],
  };

  beforeAll(async () => {
    await makeTeam({ teamId: "crew" });
    expect(await importRows("full", [row])).toEqual(reportOf("full", 1, []));
  });

  test("creates the user as the row says", async () => {
    const { body } = await call("GET", "/users/Ada-1");
    expect(body).toMatchObject({
      $id: "Ada-1",
      name: "Ada Lovelace",
      email: "ada@mail.example",
      emailVerification: true,
      emailIsFree: false,
      phone: "+4915112345678",
      phoneVerification: false,
      password: ssha,
      hash: "ldap",
      hashOptions: { type: "ldap" },
      status: true,
      labels: ["vip", "early"],
      prefs: row.prefs,
      mfa: true,
      registration: "2019-01-02T03:04:05.678+00:00",
      passwordUpdate: "2020-03-04T05:06:07.000+00:00",
      accessedAt: "2021-01-01T00:00:00.000+00:00",
      impersonator: true,
    });
  });

  test("creates its targets, identities, memberships and the app, and counts them", async () => {
    const { body: targets } = await call("GET", "/users/Ada-1/targets");
    expect(targets).toMatchObject({
      total: 4,
      targets: [
        { $id: "Pixel", providerType: "push", identifier: "token-1", name: "Pixel" },
        { providerType: "email", identifier: "second@mail.example", name: "" },
        { providerType: "email", identifier: "ada@mail.example" },
        { providerType: "sms", identifier: "+4915112345678" },
      ],
    });
    const { body: identities } = await call("GET", "/users/identities");
    expect(identities).toMatchObject({
      total: 1,
      identities: [{ userId: "Ada-1", provider: "google", providerUid: "g-1", providerEmail: "ada@gmail.com" }],
    });
    const { body: memberships } = await call("GET", "/users/Ada-1/memberships");
    expect(memberships).toMatchObject({
      total: 1,
      memberships: [
        {
          teamId: "crew",
          roles: ["owner", "dev"],
          confirm: true,
          invited: "2020-01-01T00:00:00.000+00:00",
          joined: "2020-01-01T00:00:00.000+00:00",
        },
      ],
    });
    expect(await readTeam("crew")).toMatchObject({ total: 1 });
    const { body: factors } = await call("GET", "/users/Ada-1/mfa/factors");
    expect(factors).toMatchObject({ totp: true, email: true, phone: false });
    expect(
      await rows(
        "SELECT users, status, email_verification, phone_verification, impersonator, identities FROM user_totals",
      ),
    ).toEqual([{ users: 1, status: 1, email_verification: 1, phone_verification: 0, impersonator: 1, identities: 1 }]);
  });

  test("is found by each of its words and labels", async () => {
    for (const search of ["lovelace", "ada-1", "mail.example", "15112345678", "vip", "label:early"]) {
      const { body } = await call("GET", `/users?search=${encodeURIComponent(search)}`);
      expect({ search, total: body["total"] }).toEqual({ search, total: 1 });
    }
    const query = JSON.stringify({ method: "contains", attribute: "labels", values: ["vip"] });
    expect((await call("GET", `/users?queries[0]=${encodeURIComponent(query)}`)).body["total"]).toBe(1);
  });

  test("leaves a row in the log for the user and each of its parts", async () => {
    const logged = await rows(
      "SELECT event, resource, item, operation FROM logs WHERE operation = 'usersImport' ORDER BY seq",
    );
    const anyId: unknown = expect.any(String);
    expect(logged).toEqual([
      { event: "user.create", resource: "user/Ada-1", item: null, operation: "usersImport" },
      { event: "users.import", resource: "import/full", item: null, operation: "usersImport" },
      { event: "target.create", resource: "user/Ada-1", item: "Pixel", operation: "usersImport" },
      { event: "target.create", resource: "user/Ada-1", item: anyId, operation: "usersImport" },
      { event: "identity.create", resource: "user/Ada-1", item: anyId, operation: "usersImport" },
      { event: "membership.create", resource: "team/crew", item: anyId, operation: "usersImport" },
    ]);
  });
});

test("a user as the API shows it is a row, and comes out the same", async () => {
  await call("POST", "/users", {
    body: { userId: "shown", email: "shown@mail.example", name: "Shown", password: "password" },
  });
  const { body: user } = await call("GET", "/users/shown");
  await call("DELETE", "/users/shown");
  expect(await importRows("shown", [user])).toEqual(reportOf("shown", 1, []));
  const { $updatedAt: _, targets: __, ...before } = user;
  expect((await call("GET", "/users/shown")).body).toMatchObject(before);
});

test.each([
  [undefined, {}, { email_verification: 0, email_vouched: 1 }],
  [undefined, { emailsUnproven: "true" }, { email_verification: 0, email_vouched: 0 }],
  [false, {}, { email_verification: 0, email_vouched: 0 }],
  [true, { emailsUnproven: "true" }, { email_verification: 1, email_vouched: 1 }],
])("holds an email of verification %s under %j as it should", async (emailVerification, options, columns) => {
  const id = `held-${String(emailVerification)}-${Object.keys(options).length}`;
  const row = { $id: id, email: `${id}@mail.example`, emailVerification };
  expect(await importRows("held", [row], options)).toMatchObject({ created: 1 });
  expect(await rows("SELECT email_verification, email_vouched FROM users WHERE id = ?", id)).toEqual([columns]);
});

test("a phone is the user's word only where the source says so", async () => {
  const phones = [
    { $id: "phone-k", phone: "+4915100000001" },
    { $id: "phone-w", phone: "+4915100000002", phoneVerification: false },
    { $id: "phone-p", phone: "+4915100000003", phoneVerification: true },
  ];
  expect(await importRows("phones", phones, { emailsUnproven: "true" })).toMatchObject({ created: 3 });
  const held = await rows(
    "SELECT phone_verification v, phone_vouched k FROM users WHERE id LIKE 'phone-%' ORDER BY id",
  );
  expect(held).toEqual([
    { v: 0, k: 1 },
    { v: 1, k: 1 },
    { v: 0, k: 0 },
  ]);
});

test("an import is logged as one event, with its first user", async () => {
  const logged = () => rows("SELECT resource FROM logs WHERE event = 'users.import' AND resource = 'import/once'");
  expect(await importRows("once", [{ name: 5 }])).toMatchObject({ created: 0 });
  expect(await logged()).toEqual([]);
  for (const first of ["2", "3", "2"]) await importRows("once", [{}], { first });
  expect(await logged()).toEqual([{ resource: "import/once" }]);
  const { body } = await call(
    "GET",
    `/activities/events?queries[0]=${encodeURIComponent('{"method":"limit","values":[3]}')}`,
  );
  expect(body["events"]).toMatchObject([
    { resourceType: "user" },
    { event: "users.import", resource: "import/once" },
    {},
  ]);
});

test("an empty row is a user with an id that follows from the import and the row", async () => {
  const chunk = [{}, {}];
  expect(await importRows("bare", chunk, { first: "7" })).toEqual(reportOf("bare", 2, []));
  expect(await importRows("bare", chunk, { first: "7" })).toMatchObject({ created: 0, exists: 2 });
  expect(await importRows("bare", chunk, { first: "9" })).toMatchObject({ created: 2 });
  const made = await rows("SELECT id FROM users WHERE write_id LIKE 'bare/%'");
  expect(new Set(made.map(({ id }) => id)).size).toBe(4);
});

test("a body of lines is read like an array, and a line that is not JSON is an invalid row", async () => {
  const body = '{"$id":"line-1"}\r\n\n{"$id":"line-2"\n{"$id":"line-3","row":9}\n[]\n';
  const report = await importRows("lines", [], {}, { body, headers: { "content-type": "application/x-ndjson" } });
  const message = expect.any(String) as unknown;
  expect(report).toMatchObject({
    total: 4,
    created: 2,
    rows: [
      { row: 2, outcome: "invalid", parameter: "row", message },
      { row: 4, outcome: "invalid", parameter: "row", message },
    ],
  });
});
