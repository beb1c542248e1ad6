/** An import that is killed, corrected and repeated; and one from a running Appwrite. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";
import { callWith } from "./call.ts";
import { countsOf, exportsFolder, runImport, startImport } from "./command.ts";

let server: Server;
const scratch = mkdtempSync(join(tmpdir(), "rollcall-import-run-"));

beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "off" });
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

const total = async () => (await callWith(server, "GET", "/users?total=true")).body["total"];

/** Stands between the command and the server, and may delay or break answers. */
interface Proxy {
  readonly server: Server;
  requests: number;
  readonly http: HttpServer;
}

/** @param handle called before the nth request to the import is passed on; a returned status is answered instead */
async function startProxy(handle: (nth: number) => Promise<number | null>): Promise<Proxy> {
  const http = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    incoming.on("end", () => {
      void (async () => {
        proxy.requests += 1;
        const status = await handle(proxy.requests);
        if (status !== null) {
          outgoing.writeHead(status).end(JSON.stringify({ message: "busy" }));
          return;
        }
        const { authorization: _, connection: __, "content-length": ___, host: ____, ...headers } = incoming.headers;
        const answer = await fetch(new URL(incoming.url ?? "", server.endpoint), {
          method: incoming.method ?? "GET",
          headers: headers as Record<string, string>,
          ...(pieces.length === 0 ? {} : { body: Buffer.concat(pieces) }),
        });
        outgoing.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
      })();
    });
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  const proxy: Proxy = { server: { ...server, endpoint: `http://127.0.0.1:${address.port}/v1` }, requests: 0, http };
  return proxy;
}

/** Users in our own format. */
function writeUsers(name: string, count: number): string {
  const path = join(scratch, name);
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ $id: `${name}-${index}`, email: `${name}-${index}@run.example`, name: `Person ${index}` }),
  );
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

describe("an import that is killed and run again", () => {
  test("resumes: no user is lost or doubled, and no answered chunk is sent again", { timeout: 120_000 }, async () => {
    const path = writeUsers("killed", 4_000);
    const before = Number(await total());
    const slow = await startProxy(async (nth) => {
      if (nth > 3) await sleep(60_000, null, { ref: false });
      return null;
    });
    const { child, ended } = startImport(slow.server, [path, "--concurrency", "1"]);
    await vi.waitUntil(() => slow.requests > 3, { timeout: 60_000, interval: 20 });
    child.kill("SIGKILL");
    await ended;
    slow.http.closeAllConnections();

    const checkpoint = `${path}.import.ndjson`;
    expect(readFileSync(checkpoint, "utf8").trim().split("\n")).toHaveLength(1 + 3);
    expect(statSync(checkpoint).mode & 0o077).toBe(0);

    // A request of the first run that arrives after its end makes no difference.
    const proxy = await startProxy(async (nth) => await Promise.resolve(nth === 2 ? 503 : null));
    // The endpoint is part of the terms, so the checkpoint gets the endpoint of the second run.
    const text = readFileSync(checkpoint, "utf8").replaceAll(slow.server.endpoint, proxy.server.endpoint);
    writeFileSync(checkpoint, text);
    const ran = await runImport(proxy.server, [path, "--concurrency", "2"]);
    expect(ran.stderr).toContain("Resuming the run of");
    expect(countsOf(ran)).toMatchObject({ rows: 4_000, created: 4_000, rejected: 0 });
    expect(ran.status).toBe(0);
    // Five chunks are left, and one was sent again after the 503.
    expect(proxy.requests).toBe(6);
    expect(await total()).toBe(before + 4_000);
    expect(existsSync(checkpoint)).toBe(false);
    proxy.http.closeAllConnections();
    proxy.http.close();
    slow.http.close();

    const again = await runImport(server, [path]);
    expect(countsOf(again)).toMatchObject({ rows: 4_000, created: 0, existing: 4_000, rejected: 0 });
    expect(await total()).toBe(before + 4_000);
  });

  test("refuses a checkpoint of another file", async () => {
    const path = writeUsers("other", 2);
    writeFileSync(`${path}.import.ndjson`, `${JSON.stringify({ importId: "a", terms: { file: "1 bytes, x" } })}\n`);
    const ran = await runImport(server, [path]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('belongs to another run: its file is "1 bytes, x"');
  });
});

describe("rejected rows", () => {
  test("are corrected in their file, and imported from it", async () => {
    const path = join(scratch, "reject.ndjson");
    const rows = [
      { $id: "rej-1", email: "rej-1@run.example" },
      { $id: "rej-2", email: "no email", name: "Two" },
      { $id: "rej-3", email: "rej-1@run.example" },
      { $id: "rej-4", email: "no mail", labels: ["a b"] },
      { $id: "rej-2", email: "rej-5@run.example" },
    ];
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join("\n"));
    const dry = await runImport(server, [path, "--dry-run", "--rejects", `${path}.dry`]);
    const ran = await runImport(server, [path]);
    // The second row is rejected, so that the fifth may have its id.
    for (const run of [dry, ran]) {
      expect(countsOf(run)).toMatchObject({ rows: 5, created: 2, rejected: 3, duplicate: 1, invalid: 2 });
      expect(run.status).toBe(1);
    }
    const rejects = `${path}.rejects.ndjson`;
    expect(readFileSync(rejects, "utf8")).toBe(readFileSync(`${path}.dry`, "utf8"));
    expect(statSync(rejects).mode & 0o077).toBe(0);
    const lines = readFileSync(rejects, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ rejected }) => [rejected.row, rejected.outcome, rejected.parameter])).toEqual([
      [2, "invalid", "email"],
      [4, "invalid", "email"],
      [3, "duplicate", "email"],
    ]);
    expect(lines[0]).toMatchObject({
      $id: "rej-2",
      email: "no email",
      name: "Two",
      rejected: { message: expect.stringContaining("email") },
    });

    const mended = [
      { ...lines[0], $id: "rej-6", email: "rej-6@run.example" },
      { ...lines[1], email: null, labels: [] },
    ];
    writeFileSync(rejects, mended.map((row) => JSON.stringify(row)).join("\n"));
    const again = await runImport(server, [rejects, "--from", "rollcall"]);
    expect(countsOf(again)).toMatchObject({ rows: 2, created: 2, rejected: 0 });
  });
});

test("a wrong key ends the import at once, with the error of the service", async () => {
  const ran = await runImport({ ...server, key: "standard_wrong" }, [writeUsers("key", 1)]);
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/answers 401: .+ Run the same command again/);
});

test("a file that is not an export is refused by name", async () => {
  const path = join(scratch, "prose.txt");
  writeFileSync(path, "Dear all,\nplease find attached.\n");
  const ran = await runImport(server, [path]);
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain("is not recognised");
});

test("a file of hashes is refused where the source has none, and where it cannot be read", async () => {
  const hashes = join(exportsFolder, "auth0-hashes.ndjson");
  const wordpress = await runImport(server, [join(exportsFolder, "wp_users.csv"), "--hashes", hashes]);
  expect(wordpress.status).toBe(1);
  expect(wordpress.stderr).toContain("--hashes goes with auth0");
  const missing = join(scratch, "missing.ndjson");
  const auth0 = await runImport(server, [join(exportsFolder, "auth0-users.ndjson"), "--hashes", missing]);
  expect(auth0.status).toBe(1);
  expect(auth0.stderr).toContain(`The file ${missing} cannot be read`);
});

test("passwords are tried before anything is moved, also beyond the sample", async () => {
  const known = join(scratch, "known.csv");
  writeFileSync(known, "email,password\nmd5.wp@example.com,correct horse battery\nnobody@example.com,x\n");
  const before = await total();
  const file = join(exportsFolder, "wp_users.csv");
  const ran = await runImport(server, [file, "--dry-run", "--sample", "1", "--verify-passwords", known]);
  expect(countsOf(ran)).toMatchObject({ rows: 1, created: 1 });
  expect(ran.stdout).toContain("md5.wp@example.com: matches\nnobody@example.com: is not in the file");
  expect(ran.status).toBe(1);
  expect(await total()).toBe(before);
});

test("a running Appwrite is moved with its teams, memberships and passwords", async () => {
  const old = await startServer({ RATE_LIMITS: "off" });
  try {
    const password = "correct horse battery";
    await callWith(old, "POST", "/users", { userId: "old-1", email: "old-1@run.example", password, name: "Old One" });
    await callWith(old, "POST", "/users", { userId: "old-2", phone: "+12025550199", name: "Old Two" });
    await callWith(old, "POST", "/teams", { teamId: "old-team", name: "Old team" });
    await callWith(old, "POST", "/teams/old-team/memberships", {
      userId: "old-1",
      roles: ["owner"],
      url: "http://localhost",
    });
    const args = [
      old.endpoint,
      "--from",
      "appwrite",
      "--source-project",
      old.projectId,
      "--rejects",
      join(scratch, "old.rejects"),
    ];
    // Both have the bootstrap key of this run.
    process.env["SOURCE_KEY"] = old.key;
    const dry = await runImport(server, [...args, "--dry-run"]);
    expect(countsOf(dry)).toMatchObject({ rows: 2, created: 2, rejected: 0 });
    expect((await callWith(server, "GET", "/teams/old-team")).status).toBe(404);
    const ran = await runImport(server, args);
    expect(countsOf(ran)).toMatchObject({ rows: 2, created: 2, rejected: 0 });
    expect((await callWith(server, "GET", "/teams/old-team")).body).toMatchObject({ name: "Old team", total: 1 });
    expect((await callWith(server, "GET", "/users/old-1/memberships")).body).toMatchObject({
      memberships: [{ teamId: "old-team", roles: ["owner"], confirm: true }],
    });
    const signedIn = await callWith(server, "POST", "/account/sessions/email", {
      email: "old-1@run.example",
      password,
    });
    expect(signedIn.status).toBe(201);
    expect(countsOf(await runImport(server, args))).toMatchObject({ rows: 2, created: 0, existing: 2 });
  } finally {
    delete process.env["SOURCE_KEY"];
    await old.stop();
  }
});
