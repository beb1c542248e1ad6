/** A move without downtime (docs/migrate/README.md): import, delta, switch, and back by an export. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";
import { callWith } from "./call.ts";
import { countsOf, dump, runImport } from "./command.ts";

let fresh: Server;
let old: Server;
const scratch = mkdtempSync(join(tmpdir(), "rollcall-delta-"));

beforeAll(async () => {
  [fresh, old] = await Promise.all([startServer({ RATE_LIMITS: "off" }), startServer({ RATE_LIMITS: "off" })]);
});
afterAll(async () => {
  await Promise.all([fresh.stop(), old.stop()]);
  rmSync(scratch, { recursive: true });
});

/** A line of the old service, which stores passwords as LDAP does. */
const person = (index: number, more: object = {}) => ({
  $id: `person-${index}`,
  name: `Person ${index}`,
  email: `person-${index}@delta.example`,
  password: `{SHA}${createHash("sha1").update(`password ${index}`).digest("base64")}`,
  passwordUpdate: "2026-01-01T00:00:00.000Z",
  ...more,
});

const write = (name: string, people: readonly object[]): string => {
  const path = join(scratch, name);
  writeFileSync(path, people.map((line) => JSON.stringify(line)).join("\n"));
  return path;
};

const signIn = async (server: Server, index: number, password: string, email = `person-${index}@delta.example`) =>
  (await callWith(server, "POST", "/account/sessions/email", { email, password })).status;

test(
  "a move imports a delta, keeps changes made in Rollcall, and can be rolled back",
  { timeout: 120_000 },
  async () => {
    const numbers = Array.from({ length: 30 }, (_, index) => index);
    const first = await runImport(fresh, [
      write(
        "first.ndjson",
        numbers.map((index) => person(index)),
      ),
    ]);
    expect(countsOf(first)).toMatchObject({ rows: 30, created: 30 });

    // Both serve: person 0 signs in here, which rehashes the password; person 1 changes it here, person 2 the name.
    expect(await signIn(fresh, 0, "password 0")).toBe(201);
    await callWith(fresh, "PATCH", "/users/person-1/password", { password: "changed in the new" });
    await callWith(fresh, "PATCH", "/users/person-2/name", { name: "Changed in the new" });
    // In the old service, person 2 and 3 change the email, 1 and 4 the password, 5 to 28 the name; 30 is new.
    const changed: Readonly<Record<number, object>> = {
      1: { password: `{SHA}${createHash("sha1").update("changed in the old").digest("base64")}` },
      2: { name: "Changed in the old", email: "moved-2@delta.example" },
      3: { email: "moved-3@delta.example" },
      4: { password: `{SHA}${createHash("sha1").update("changed in the old").digest("base64")}` },
    };
    const later = [...numbers, 30].map((index) =>
      person(index, changed[index] ?? (index >= 5 && index <= 28 ? { name: `Renamed ${index}` } : {})),
    );
    const delta = [write("delta.ndjson", later), "--update"];
    const outcomes = { rows: 31, created: 1, existing: 2, changed: 27, kept: 1, rejected: 0 };
    const before = await dump(fresh.db);
    expect(countsOf(await runImport(fresh, [...delta, "--dry-run"]))).toMatchObject(outcomes);
    expect(await dump(fresh.db)).toBe(before);
    const ran = await runImport(fresh, delta);
    expect(countsOf(ran)).toMatchObject(outcomes);
    expect(ran.status).toBe(0);

    // The switch: everyone signs in with the password that they set last.
    expect(await signIn(fresh, 0, "password 0")).toBe(201);
    expect(await signIn(fresh, 1, "changed in the new")).toBe(201);
    expect(await signIn(fresh, 2, "password 2", "moved-2@delta.example")).toBe(201);
    expect(await signIn(fresh, 3, "password 3")).toBe(401);
    expect(await signIn(fresh, 3, "password 3", "moved-3@delta.example")).toBe(201);
    expect(await signIn(fresh, 4, "changed in the old")).toBe(201);
    expect(await signIn(fresh, 30, "password 30")).toBe(201);
    expect((await callWith(fresh, "GET", "/users/person-2")).body).toMatchObject({ name: "Changed in the new" });
    expect((await callWith(fresh, "GET", "/users/person-28")).body).toMatchObject({ name: "Renamed 28" });
    const again = { rows: 31, created: 0, existing: 29, changed: 0, kept: 2, rejected: 0 };
    expect(countsOf(await runImport(fresh, delta))).toMatchObject(again);

    // Back: the export has the current state of all users, with the passwords that were set in Rollcall.
    const file = join(scratch, "back.ndjson");
    const args = ["scripts/export.ts", file, "--endpoint", fresh.endpoint, "--project", fresh.projectId];
    const env = { ...process.env, ROLLCALL_KEY: fresh.key };
    expect(spawnSync(process.execPath, args, { env, cwd: join(import.meta.dirname, "../../..") }).status).toBe(0);
    expect(countsOf(await runImport(old, [file, "--from", "rollcall"]))).toMatchObject({ rows: 31, created: 31 });
    expect(await signIn(old, 0, "password 0")).toBe(201);
    expect(await signIn(old, 1, "changed in the new")).toBe(201);
    expect(await signIn(old, 3, "password 3", "moved-3@delta.example")).toBe(201);
  },
);
