/** `update`: the fields of users that a later import changes, and those that it keeps (docs/spec/import.md#updates). */
import { env } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { preparedOf, serve } from "../harness/recorder.ts";
import { importRows } from "./chunks.ts";
import { findInconsistencies } from "./consistency.ts";

const update = { update: "true" };

/** Of the passwords `correct horse battery` and `opensesame`. */
const [first, second] = ["{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss", "{SHA}F2GPAaOiG5EcklvLUlodIavTBnM="];

let number = 0;
let id = "";
let row = { $id: "", name: "", email: "" };

/** A different row for each test, imported. */
beforeEach(() => {
  number += 1;
  id = `person-${number}`;
  row = { $id: id, name: "Ada Lovelace", email: `${id}@mail.example` };
});

const imported = async (more: object = {}) => {
  row = { ...row, ...more };
  expect(await importRows(`first-${number}`, [row])).toMatchObject({ created: 1 });
};

/** Imports the row with changes, after a dry run with the same result and no writes. */
async function again(more: object, options: Readonly<Record<string, string>> = update): Promise<unknown> {
  const before = await dump();
  const predicted = await importRows(`again-${number}`, [{ ...row, ...more }], { ...options, dryRun: "true" });
  expect(await dump()).toEqual(before);
  const report = await importRows(`again-${number}`, [{ ...row, ...more }], options);
  expect(report).toEqual({ ...predicted, dryRun: false });
  expect(await findInconsistencies()).toEqual([]);
  return Array.isArray(report["rows"]) ? report["rows"][0] : undefined;
}

const read = async (): Promise<Readonly<Record<string, unknown>>> => (await call("GET", `/users/${id}`)).body;
const change = async (path: string, body: object, method = "PATCH") => {
  expect((await call(method, `/users/${id}/${path}`, { body })).status).toBe(200);
};
const verify = async (password: string) =>
  (await call("POST", `/users/${id}/password/verify`, { body: { password } })).status;

test("an unchanged row exists, and writes nothing", async () => {
  await imported({ password: first, labels: ["vip"], prefs: { theme: "dark" }, phone: "+491511000001" });
  const before = await dump();
  expect(await again({})).toMatchObject({ outcome: "exists", $id: id });
  // Absent fields stay unchanged.
  expect(await again({ name: null, labels: null, prefs: null, phone: null, password: null })).toMatchObject({
    outcome: "exists",
  });
  expect(await dump()).toEqual(before);
});

const whole = {
  name: "Ada King",
  phone: "+491512000001",
  phoneVerification: true,
  password: second,
  passwordUpdate: "2026-02-03T04:05:06.000+00:00",
  status: false,
  labels: ["new"],
  prefs: { theme: "light" },
};
const all = ["name", "email", "phone", "password", "status", "labels", "prefs"];

test("fields that only the source has changed are taken over, with all that goes by them", async () => {
  await imported({ name: "Grace Hopper", password: first, labels: ["vip", "old"], prefs: { theme: "dark" } });
  const moved = { ...whole, email: `moved-${id}@mail.example`, emailVerification: true };
  expect(await again(moved)).toMatchObject({ outcome: "changed", $id: id, changed: all });
  expect(await read()).toMatchObject(moved);
  expect([await verify("opensesame"), await verify("correct horse battery")]).toEqual([204, 401]);
  const found = async (search: string) => (await call("GET", `/users?search=${encodeURIComponent(search)}`)).body;
  expect(await found(moved.email)).toMatchObject({ total: 1 });
  expect(await found("hopper")).toMatchObject({ total: 0 });
  expect((await call("GET", `/users/${id}/targets`)).body).toMatchObject({
    total: 2,
    targets: [{ identifier: moved.email }, { identifier: moved.phone }],
  });
  const logged = await rows(
    "SELECT event, operation FROM logs WHERE resource = ? ORDER BY seq DESC LIMIT 1",
    `user/${id}`,
  );
  expect(logged).toEqual([{ event: "user.update", operation: "usersImport" }]);
  const before = await dump();
  expect(await again(moved)).toMatchObject({ outcome: "exists" });
  expect(await dump()).toEqual(before);
  // Back to a new user's values: the comparison is with the last import, not with the first.
  expect(await again({ ...moved, status: true, labels: [], prefs: {} })).toMatchObject({
    changed: ["status", "labels", "prefs"],
  });
  expect(await read()).toMatchObject({ status: true, labels: [], prefs: {} });
});

test("fields that were changed here stay, whatever the source says", async () => {
  await imported({ password: first, phone: "+491513000001" });
  await change("name", { name: "Ada Byron" });
  await change("phone", { number: "+491513000002" });
  await change("password", { password: "a password of her own" });
  await change("labels", { labels: ["here"] }, "PUT");
  await change("prefs", { prefs: { here: true } });
  await change("verification", { emailVerification: true });
  const kept = ["name", "email", "phone", "password", "labels", "prefs"];
  const before = await dump();
  const moved = { ...whole, phone: "+491513000003", email: `moved-${id}@mail.example`, status: true };
  expect(await again(moved)).toMatchObject({ outcome: "kept", $id: id, kept });
  // The addresses are equal, and the proof here stays although the source has none.
  expect(await again({ emailVerification: false })).toMatchObject({ kept: ["name", "phone", "password"] });
  expect(await dump()).toEqual(before);
  expect(await verify("a password of her own")).toBe(204);
  // Other changes of the source are applied too.
  expect(await again({ status: false })).toMatchObject({
    outcome: "changed",
    changed: ["status"],
    kept: ["name", "phone", "password"],
  });
  expect(await read()).toMatchObject({ status: false, name: "Ada Byron" });
});

test("a user who is blocked here again stays blocked, and a label that is taken away here does not return", async () => {
  await imported({ status: false });
  await change("status", { status: true });
  await change("labels", { labels: ["admin"] }, "PUT");
  await change("prefs", { prefs: { here: true } });
  // The source has caught up with the change made here.
  const moved = { status: true, labels: ["admin"], prefs: { here: true } };
  expect(await again(moved)).toMatchObject({ outcome: "exists" });
  await change("status", { status: false });
  await change("labels", { labels: [] }, "PUT");
  await change("prefs", { prefs: {} });
  expect(await again(moved)).toMatchObject({ outcome: "kept", kept: ["status", "labels", "prefs"] });
  expect(await read()).toMatchObject({ status: false, labels: [], prefs: {} });
});

test("a password that a sign-in has rehashed is not changed, and a newer one of the source replaces it", async () => {
  await imported({ password: first });
  const body = { email: row.email, password: "correct horse battery" };
  expect((await call("POST", "/account/sessions/email", { body, key: null })).status).toBe(201);
  expect(await read()).toMatchObject({ hash: "argon2" });
  expect(await again({})).toMatchObject({ outcome: "exists" });
  expect(await again({ password: second })).toMatchObject({ outcome: "changed", changed: ["password"] });
  expect(await verify("opensesame")).toBe(204);
});

test("an address that gets proven at the source is proven here; no proof is withdrawn", async () => {
  await imported({ emailVerification: false });
  expect(await again({ emailVerification: null })).toMatchObject({ changed: ["email"] });
  expect(await again({ emailVerification: true })).toMatchObject({ changed: ["email"] });
  expect(await read()).toMatchObject({ emailVerification: true });
  expect(await again({ emailVerification: false })).toMatchObject({ outcome: "exists" });
  expect(await read()).toMatchObject({ emailVerification: true });
});

test("an address that another user has is taken, and nothing of the row is changed", async () => {
  const holder = { $id: `holder-${number}`, email: `holder-${number}@mail.example`, emailVerification: false };
  const target = { providerType: "sms", identifier: "+491514000001" };
  expect(await importRows(`holder-${number}`, [{ ...holder, targets: [target] }])).toMatchObject({ created: 1 });
  await imported();
  const before = await dump();
  const by = holder.$id;
  expect(await again({ name: "Other", email: holder.email })).toMatchObject({
    outcome: "taken",
    parameter: "email",
    by,
    unproven: true,
  });
  expect(await again({ name: "Other", phone: target.identifier })).toMatchObject({
    outcome: "taken",
    parameter: "targets",
    by,
  });
  expect(await dump()).toEqual(before);
});

test("a user from no import keeps differing fields, and one with other addresses is another user", async () => {
  const { email, name } = row;
  expect((await call("POST", "/users", { body: { userId: id, email, name } })).status).toBe(201);
  expect(await again({ name: "Ada King", password: first })).toMatchObject({ kept: ["name", "password"] });
  expect(await again({ email: `moved-${email}` })).toMatchObject({ outcome: "taken", parameter: "$id", by: id });
  expect(await again({ name: "Ada King" }, {})).toMatchObject({ outcome: "exists" });
});

test("a row of another source with the same id, registered at another time, does not take over the user", async () => {
  await imported({ registration: "2020-01-01T00:00:00.000+00:00", password: first });
  const another = { name: "Eve", email: `eve-${id}@mail.example`, emailVerification: true, password: second };
  const registered = { registration: "2021-01-01T00:00:00.000+00:00" };
  expect(await again({ ...another, ...registered })).toMatchObject({ outcome: "taken", parameter: "$id", by: id });
  expect(await verify("correct horse battery")).toBe(204);
  // The same person, if either the email or the date matches.
  expect(await again({ name: "Ada King", ...registered })).toMatchObject({ outcome: "changed", changed: ["name"] });
  expect(await again({ name: "Ada King", email: another.email })).toMatchObject({ changed: ["email"] });
});

test("an account that the owner of its address has cleared takes no more changes from its source", async () => {
  await imported({ emailVerification: false, password: first });
  // The person who had typed the address adds a phone at the old service, and waits for the owner.
  const token = await call("POST", "/account/tokens/email", { body: { userId: id, email: row.email } });
  expect(token.status).toBe(201);
  const { secret, userId } = token.body as { secret: string; userId: string };
  expect((await call("POST", "/account/sessions/token", { body: { userId, secret }, key: null })).status).toBe(201);
  expect(await again({ password: second })).toMatchObject({ outcome: "kept", kept: ["password"] });
  const attacked = { phone: "+491515000001", phoneVerification: true };
  expect(await again(attacked)).toMatchObject({ outcome: "taken", parameter: "$id", by: id });
  expect(await read()).toMatchObject({ phone: "", password: null });
});

test("a concurrent change stays, and the row is pending", async () => {
  await imported({ password: first });
  let batches = 0;
  const fetch = serve(async (statements, send) => {
    batches += 1;
    if (batches === 2) await change("name", { name: "Ada Byron" });
    return send(preparedOf(statements));
  });
  const next = { ...row, name: "Ada King", password: second };
  const raced = await importRows(`race-${number}`, [next], update, { fetch });
  expect(raced).toMatchObject({ rows: [{ outcome: "pending", $id: id }] });
  expect(await read()).toMatchObject({ name: "Ada Byron", password: first });
  expect(await importRows(`race-${number}`, [next], update)).toMatchObject({
    rows: [{ outcome: "changed", changed: ["password"], kept: ["name"] }],
  });
});

test("an address that another user takes meanwhile stays with that user, and the row is taken", async () => {
  await imported();
  const email = `moved-${id}@mail.example`;
  let batches = 0;
  const fetch = serve(async (statements, send) => {
    batches += 1;
    if (batches === 2) await call("POST", "/users", { body: { userId: `faster-${number}`, email } });
    return send(preparedOf(statements));
  });
  const next = { ...row, name: "Ada King", email };
  expect(await importRows(`race-${number}`, [next], update, { fetch })).toMatchObject({
    rows: [{ outcome: "taken", parameter: "email", by: `faster-${number}` }],
  });
  expect(await read()).toMatchObject({ name: "Ada Lovelace", email: row.email });
  expect(await findInconsistencies()).toEqual([]);
});

test("a request changes 20 users, and the next one the others", async () => {
  const many = Array.from({ length: 22 }, (_, index) => ({ $id: `${id}-${index}`, name: "Before" }));
  expect(await importRows(`many-${number}`, many)).toMatchObject({ created: 22 });
  const after = many.map((each) => ({ ...each, name: "After" }));
  const run = (dryRun: string) => importRows(`more-${number}`, after, { ...update, dryRun });
  expect(await run("true")).toMatchObject({ changed: 20, pending: 2, rows: { length: 22 } });
  expect(await run("false")).toMatchObject({ changed: 20, pending: 2 });
  expect(await run("false")).toMatchObject({ changed: 2, pending: 0, exists: 20 });
});

test("a failure at any statement of a change leaves nothing", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await imported({ password: first, labels: ["vip"] });
  const next = { ...row, ...whole, phone: "+491516000001", email: `moved-${id}@mail.example` };
  const before = await dump();
  let [place, count] = [0, 1];
  for (; place <= count; place += 3) {
    const fetch = serve((statements, send) => {
      const prepared = preparedOf(statements);
      if (statements.length === 1) return send(prepared);
      count = prepared.length;
      return send(prepared.toSpliced(place, 0, env.DB.prepare("INSERT INTO user_totals SELECT * FROM user_totals")));
    });
    const { status } = await call("POST", `/users/import?importId=broken&update=true`, { body: [next], fetch });
    expect({ place, status }).toEqual({ place, status: 500 });
    expect(await dump()).toEqual(before);
  }
  expect(count).toBeGreaterThan(30);
});
