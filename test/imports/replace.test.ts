/** `replaceUnproven`: a row gets an address that an account has only claimed (docs/spec/import.md#outcomes). */
import { beforeEach, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { importRows, reportOf } from "./chunks.ts";

const message: unknown = expect.any(String);
const replace = { replaceUnproven: "true" };

let number = 0;
let claimed = { email: "", phone: "" };

/** Different ids and addresses for each test. */
const named = (name: string): string => `${name}-${number}`;

beforeEach(async () => {
  number += 1;
  claimed = { email: `${named("claimed")}@mail.example`, phone: `+4915100000${String(number).padStart(3, "0")}` };
  const squatter = { $id: named("squatter"), email: claimed.email, emailVerification: false, name: "Squatter" };
  const other = {
    $id: named("other"),
    phone: claimed.phone,
    phoneVerification: false,
    identities: [{ provider: "google", providerUid: named("uid") }],
  };
  expect(await importRows(named("before"), [squatter, other])).toMatchObject({ created: 2 });
});

test("a row gets the addresses of two accounts, which go on without them", async () => {
  const row = { $id: named("owner"), ...claimed };
  const before = await dump();
  expect(await importRows(named("run"), [row], { ...replace, dryRun: "true" })).toEqual(
    reportOf(named("run"), 1, [], true),
  );
  expect(await dump()).toEqual(before);
  expect(await importRows(named("run"), [row], replace)).toEqual(reportOf(named("run"), 1, []));
  expect((await call("GET", `/users/${named("owner")}`)).body).toMatchObject(claimed);
  expect((await call("GET", `/users/${named("squatter")}`)).body).toMatchObject({ email: "", targets: [] });
  expect((await call("GET", `/users/${named("other")}`)).body).toMatchObject({ phone: "", targets: [] });
  const found = await call("GET", `/users?search=${encodeURIComponent(claimed.email)}`);
  expect(found.body).toMatchObject({ total: 1, users: [{ $id: named("owner") }] });
  const logged = await rows(
    "SELECT resource, operation FROM logs WHERE event = 'address.detach' ORDER BY seq DESC LIMIT 2",
  );
  expect(logged).toEqual([
    { resource: `user/${named("other")}`, operation: "usersImport" },
    { resource: `user/${named("squatter")}`, operation: "usersImport" },
  ]);
  const after = await dump();
  expect(await importRows(named("run"), [row], replace)).toMatchObject({ created: 0, exists: 1 });
  expect(await dump()).toEqual(after);
});

test.each([
  ["without the parameter", {}, {}, {}],
  ["with an unproven email of its own", { emailVerification: false }, replace, {}],
  ["when all emails of the import are unproven", {}, { ...replace, emailsUnproven: "true" }, {}],
])("a row does not get the address %s", async (_, more, options, expected) => {
  const row = { $id: named("owner"), email: claimed.email, ...more };
  const taken = {
    row: 1,
    outcome: "taken",
    $id: row.$id,
    parameter: "email",
    by: named("squatter"),
    unproven: true,
    message,
  };
  const before = await dump();
  for (const dryRun of ["true", "false"]) {
    expect(await importRows(named("run"), [row], { ...options, dryRun })).toMatchObject({ rows: [taken], ...expected });
  }
  expect(await dump()).toEqual(before);
});

test("an address stays with its holder where something else is in the row's way", async () => {
  const row = { $id: named("owner"), ...claimed, identities: [{ provider: "google", providerUid: named("uid") }] };
  const before = await dump();
  for (const dryRun of ["true", "false"]) {
    expect(await importRows(named("run"), [row], { ...replace, dryRun })).toMatchObject({
      rows: [{ outcome: "taken", parameter: "identities", by: named("other") }],
    });
  }
  expect(await dump()).toEqual(before);
});

test("a request replaces 20 accounts, and the next one the others", async () => {
  const claims = Array.from({ length: 22 }, (_, index) => ({ email: `${named("many")}-${index}@mail.example` }));
  const squatters = claims.map(({ email }, index) => ({ $id: named(`many${index}`), email, emailVerification: false }));
  expect(await importRows(named("squatters"), squatters)).toMatchObject({ created: 22 });
  const run = (dryRun: string) => importRows(named("many"), claims, { ...replace, dryRun });
  const first = { created: 20, taken: 2 };
  expect(await run("true")).toMatchObject(first);
  expect(await run("false")).toMatchObject(first);
  expect(await run("false")).toMatchObject({ created: 2, exists: 20 });
});
