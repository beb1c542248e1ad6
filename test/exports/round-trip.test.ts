/** An export that is imported into an empty project is exported the same again (docs/spec/export.md#lines). */
import { beforeAll, expect, test } from "vitest";
import { guest, signIn, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { freshenStores } from "../harness/fresh-stores.ts";
import { makeIdentity } from "../harness/identities.ts";
import { makeMember, makeTeam } from "../harness/teams.ts";
import { createUser } from "../harness/users.ts";
import { vectors } from "../passwords/vectors/index.ts";

type Line = Readonly<Record<string, unknown>>;

const ann = { userId: "ann", email: "ann@example.com", password: "correct horse battery" };
const teamId = "night-watch";

async function exported(): Promise<string> {
  const { text } = await succeed(call("GET", "/users/export?memberships=true"), 200);
  const lines = text.trimEnd().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ next: null });
  return lines.slice(0, -1).join("\n");
}

/** The text without the dates of the move, which differ. */
const still = (text: string): Line[] =>
  text.split("\n").map((line) => {
    const { $updatedAt, ...rest } = JSON.parse(line) as Line;
    expect($updatedAt).toEqual(expect.any(String));
    return rest;
  });

async function imported(body: string): Promise<Line> {
  const headers = { "content-type": "application/x-ndjson" };
  return (await succeed(call("POST", "/users/import?importId=move", { headers, body }), 200)).body;
}

/** A user of each state and kind of value, and one with a hash of each format. */
async function populate(): Promise<void> {
  await createUser({ ...ann, name: "Ann Ünicode", phone: "+4930123" });
  await call("PATCH", "/users/ann/verification", { body: { emailVerification: true } });
  await call("PUT", "/users/ann/labels", { body: { labels: ["staff", "vip"] } });
  await call("PATCH", "/users/ann/prefs", { body: { prefs: { theme: "dark", nested: { deep: [1, null, "ü"] } } } });
  const target = { targetId: "work", providerType: "email", identifier: "ann@work.example", name: "Work" };
  await succeed(call("POST", "/users/ann/targets", { body: target }), 201);
  const device = { targetId: "phone", providerType: "push", identifier: "apns-token" };
  await succeed(call("POST", "/users/ann/targets", { body: device }), 201);
  await makeIdentity("ann", { providerUid: "42", providerEmail: "ann@id.example", accessToken: "ya29" });
  await makeTeam({ teamId });
  await makeMember(teamId, "ann", ["cook", "owner"]);
  const own = { userId: "word", email: "word@example.com", password: "correct horse battery" };
  await succeed(call("POST", "/account", { ...guest(), body: own }), 201);
  await createUser({ userId: "bare" });
  await createUser({ userId: "blocked", email: "blocked@example.com" });
  await call("PATCH", "/users/blocked/status", { body: { status: false } });
  await createUser({ userId: "acting", email: "acting@example.com" });
  await call("PATCH", "/users/acting/impersonator", { body: { impersonator: true } });
  for (const [index, { hash, right }] of vectors.entries()) {
    const [sample] = right;
    if (sample === undefined) continue;
    const body = { userId: `hash${index}`, password: sample.encoded, format: hash, ...sample.values };
    await succeed(call("POST", "/users/hash", { body }), 201);
  }
}

let before = "";
let report: Line = {};

beforeAll(async () => {
  await populate();
  before = await exported();
  await freshenStores();
  await makeTeam({ teamId });
  report = await imported(before);
});

test("every line is imported", () => {
  const total = before.split("\n").length;
  expect(total).toBeGreaterThan(vectors.length);
  expect(report).toMatchObject({ total, created: total, rows: [] });
});

test("the next export is equal but for the dates of the move", async () => {
  expect(still(await exported())).toEqual(still(before));
});

test("people sign in with the passwords they had", async () => {
  await signIn(ann);
});
