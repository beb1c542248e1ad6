/** `npm run export` as a terminal runs it, against a server of the tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";
import { readCsv } from "../../../scripts/import/read/csv.ts";

const root = join(import.meta.dirname, "../../..");
const scratch = mkdtempSync(join(tmpdir(), "rollcall-export-"));
const count = 4_321;

let server: Server;

/** Writes users past the API. */
const makeUsers = (db: D1Database) =>
  db
    .prepare(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
       INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, phone, phone_verification, hash,
         hash_options, password, password_update, status, labels, mfa, prefs, impersonator, words, write_id)
       SELECT 'u' || n, 0, 0, CASE n WHEN 1 THEN '=HYPERLINK("http://x","y")' ELSE 'User, "' || n || '"' END, '', 'u' || n || '@example.com', 0,
         '+49301' || (10000 + n), 0, 'md5', '{"type":"md5"}', '5f4dcc3b5aa765d61d8327deb882cf99', 0, 1, '["a","b"]', 0, '{"n":1}', 0, '{}', ''
       FROM n`,
    )
    .bind(count)
    .run();

beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "off" });
  await makeUsers(server.db);
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

function start(args: readonly string[]) {
  const all = ["scripts/export.ts", ...args, "--endpoint", server.endpoint, "--project", server.projectId];
  const child = spawn(process.execPath, all, {
    cwd: root,
    env: { ...process.env, ROLLCALL_KEY: server.key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return { child, ended: once(child, "close").then(() => ({ status: child.exitCode, stdout, stderr })) };
}

const run = (...args: readonly string[]) => start(args).ended;

/** The ids of a file of lines, each of which is whole. */
const idsIn = (file: string): unknown[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).$id);

const everybody = Array.from({ length: count }, (_, index) => `u${index + 1}`);

test("writes every user once, readable by its owner only, and leaves no checkpoint", async () => {
  const file = join(scratch, "all.ndjson");
  expect(await run(file)).toMatchObject({ status: 0, stdout: `${count} users in ${file}.\n` });
  expect(idsIn(file)).toEqual(everybody);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file}.export.ndjson`)).toBe(false);
  expect(await run(file)).toMatchObject({ status: 1, stderr: expect.stringContaining("already exists") });
});

test("resumes after kills, without losing or repeating a user", async () => {
  const file = join(scratch, "killed.ndjson");
  const checkpoint = `${file}.export.ndjson`;
  let kills = 0;
  for (let pages = 1; kills < 3; pages += 1) {
    const { child, ended } = start([file]);
    const isAt = () => existsSync(checkpoint) && readFileSync(checkpoint, "utf8").split('"after"').length > pages;
    while (child.exitCode === null && !isAt()) await sleep(1);
    child.kill("SIGKILL");
    const { status } = await ended;
    if (status !== null) break;
    kills += 1;
    // A page that was written, but is not in the checkpoint.
    appendFileSync(file, '{"$id":"half');
    appendFileSync(checkpoint, '{"bytes":');
  }
  expect(kills).toBeGreaterThan(0);
  const ran = await run(file);
  expect(ran).toMatchObject({ status: 0, stderr: expect.stringContaining("Resuming after") });
  expect(idsIn(file)).toEqual(everybody);
});

test("refuses to resume an export of other terms", async () => {
  const file = join(scratch, "other.ndjson");
  writeFileSync(
    `${file}.export.ndjson`,
    `${JSON.stringify({ terms: { endpoint: "https://elsewhere.example/v1" } })}\n`,
  );
  expect(await run(file)).toMatchObject({ status: 1, stderr: expect.stringContaining("https://elsewhere.example/v1") });
});

test("a CSV has the profile and the hash, and no formula", async () => {
  const file = join(scratch, "all.csv");
  expect((await run(file, "--format", "csv")).status).toBe(0);
  async function* texts() {
    yield await Promise.resolve(readFileSync(file, "utf8"));
  }
  const records: (readonly string[])[] = [];
  for await (const record of readCsv(texts(), ",")) records.push(record);
  expect(records).toHaveLength(count + 1);
  expect(records[1]?.slice(0, 6)).toEqual([
    "u1",
    `'=HYPERLINK("http://x","y")`,
    "u1@example.com",
    "false",
    "+4930110001",
    "false",
  ]);
  expect(records[2]).toContain('User, "2"');
  expect(records[2]).toContain("a b");
});

test("without hashes there is none in the file", async () => {
  const file = join(scratch, "bare.csv");
  expect((await run(file, "--format", "csv", "--no-hashes")).status).toBe(0);
  expect(readFileSync(file, "utf8")).not.toMatch(/password|5f4dcc3b/);
});

test("everything about one person is one document, however long the log is", async () => {
  await server.db
    .prepare(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 6000)
       INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
       SELECT n, 'user.update', 'user/u7', (SELECT seq FROM users WHERE id = 'u7'), 'user', 'u7', '', '', '', '' FROM n`,
    )
    .run();
  const file = join(scratch, "u7.json");
  expect(await run(file, "--user", "u7")).toMatchObject({ status: 0 });
  const document = JSON.parse(readFileSync(file, "utf8"));
  expect(document).toMatchObject({ profile: { $id: "u7" }, hasPassword: true, incomplete: [] });
  expect(document.logs).toHaveLength(6_000);
  expect(document).not.toHaveProperty("next");
  expect(await run(join(scratch, "none.json"), "--user", "nobody")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("404"),
  });
});

test.each([
  [["--format", "xml"], "--format takes ndjson or csv"],
  [["--user", "u1", "--no-hashes"], "--user writes one document"],
  [["--format", "csv", "--memberships"], "A CSV has no lists"],
  [["--endpoint"], "endpoint"],
])("refuses %j with the usage", async (args, message) => {
  const child = spawn(process.execPath, ["scripts/export.ts", "x", ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await once(child, "close");
  expect(child.exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain("Usage: npm run export");
});
