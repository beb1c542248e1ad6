/** `npm run keys`, against the database of a running `npm start`. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { literal } from "../../scripts/keys/database.ts";
import { parseCommand } from "../../scripts/keys/options.ts";
import { ProcessGroup } from "../../scripts/start/process-group.ts";
import { fullControl } from "../../src/domain/context/index.ts";
import { fail, ok } from "../../src/errors/result.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";

describe("the command line", () => {
  const now = Date.parse("2026-12-31T23:00:00Z");
  const local = { kind: "local", persistTo: ".wrangler/state" };
  const remote = { kind: "remote", target: { env: undefined, config: undefined } };
  const create = ["create", "--name", " ci ", "--scopes", "users.read, users.write,users.read"];
  const key = { name: "ci", scopes: ["users.read", "users.write"], expire: null };

  test.each([
    [["list"], { kind: "list", place: local }],
    [["list", "--persist-to", "dir"], { kind: "list", place: { kind: "local", persistTo: "dir" } }],
    [["list", "--remote"], { kind: "list", place: remote }],
    [
      ["list", "--remote", "--env", "staging", "--config", "f"],
      { kind: "list", place: { kind: "remote", target: { env: "staging", config: "f" } } },
    ],
    [["--remote", "revoke", "a"], { kind: "revoke", place: remote, id: "a" }],
    [create, { kind: "create", place: local, key }],
    [
      [...create, "--expire=2027-01-01"],
      { kind: "create", place: local, key: { ...key, expire: Date.parse("2027-01-01T00:00:00Z") } },
    ],
  ])("%j", (args, command) => {
    expect(parseCommand(args, now)).toEqual(ok(command));
  });

  test.each([
    [[], "Say what to do: create, list or revoke."],
    [["make"], 'Unknown command "make".'],
    [["list", "a"], 'Unknown argument "a".'],
    [["revoke", "a", "b"], 'Unknown argument "b".'],
    [["revoke"], "revoke needs the ID of a key."],
    [["revoke", "a", "--name", "b"], "--name, --scopes and --expire go with create."],
    [["list", "--remote", "--persist-to", "d"], "--persist-to is for a local database, --remote for the deployed one."],
    [["list", "--env", "staging"], "--env and --config go with --remote."],
    [["create", "--scopes", "users.read"], "create needs --name, of 1 to 128 characters."],
    [["create", "--name", "a".repeat(129), "--scopes", "users.read"], "create needs --name, of 1 to 128 characters."],
    [["create", "--name", "a"], "create needs --scopes, such as users.read,users.write."],
    [[...create, "--expire", "soon"], '--expire takes a date, such as 2027-01-31, not "soon".'],
    [[...create, "--expire", "2026-12-31"], "--expire is in the past: 2026-12-31."],
  ])("%j is refused", (args, error) => {
    expect(parseCommand(args, now)).toEqual(fail(error));
  });

  test("names an unknown scope or option", () => {
    const scope = parseCommand(["create", "--name", "a", "--scopes", "users.read,users.all"], now);
    expect(scope).toEqual(
      fail(expect.stringMatching(/^There is no scope "users\.all"\. Scopes: .*users\.read, .+\.$/)),
    );
    expect(parseCommand(["list", "--host", "a"], now)).toEqual(fail(expect.stringMatching(/^Unknown option '--host'/)));
  });

  test("values never become SQL", () => {
    expect(["a'; --", "é", 5, null].map(literal)).toEqual([
      "CAST(X'61273b202d2d' AS TEXT)",
      "CAST(X'c3a9' AS TEXT)",
      "5",
      "NULL",
    ]);
  });
});

describe("with a database", () => {
  let checkout: Checkout;
  let server: ProcessGroup;
  let endpoint: string;
  let bootstrapKey: string;

  beforeAll(async () => {
    checkout = copyCheckout();
    const listener = createServer();
    await once(listener.listen(0, "127.0.0.1"), "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
    listener.close();
    await once(listener, "close");
    endpoint = `http://127.0.0.1:${address.port}/v1`;
    server = new ProcessGroup([
      join(checkout.path, "scripts/start.ts"),
      "--port",
      String(address.port),
      "--persist-to",
      "state",
    ]);
    await vi.waitUntil(() => server.output.includes("Ctrl-C stops it."), { timeout: 60_000, interval: 100 });
    bootstrapKey = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  });
  afterAll(async () => {
    await server.end("SIGTERM");
    checkout.remove();
  });

  const keys = (...args: readonly string[]) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/keys.ts", ...args], {
      cwd: checkout.path,
      encoding: "utf8",
    });
    return { status, stderr, stdout };
  };
  const here = ["--persist-to", "state"];

  const get = async (path: string, key: string) => {
    const headers = { "x-appwrite-project": "rollcall", "x-appwrite-key": key, "x-sdk-name": "rest" };
    const response = await fetch(`${endpoint}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };

  test("a key is made, listed, used over HTTP and revoked", async () => {
    expect(keys("list", ...here)).toEqual({
      status: 0,
      stdout: "",
      stderr: "There are no keys besides the bootstrap key, API_KEY.\n",
    });

    const name = "it's; a 'key' -- 🔑";
    const expire = "2100-01-01 12:30";
    const made = keys("create", "--name", name, "--scopes", "users.read", "--expire", expire, ...here);
    const [, id = ""] =
      /^Key ([0-9a-f]{20}) is made\. This is its secret, shown now and never again:\n$/.exec(made.stderr) ?? [];
    expect(made).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^standard_[0-9a-f]{256}\n$/),
      stderr: expect.stringContaining(id),
    });
    const secret = made.stdout.trim();

    expect((await get("/users", secret)).body).toEqual({ total: 0, users: [] });
    expect((await get("/project/keys", secret)).status).toBe(401);
    const { body } = await get(`/project/keys/${id}`, bootstrapKey);
    expect(body).toMatchObject({
      $id: id,
      name,
      scopes: ["users.read"],
      expire: "2100-01-01T12:30:00.000+00:00",
      secret: "",
      sdks: ["rest"],
    });

    const { stderr, stdout } = keys("list", ...here);
    expect(stderr).toBe("");
    const [title, ...lines] = stdout.trimEnd().split("\n");
    expect(title).toBe(`${id}  ${JSON.stringify(name)}`);
    expect(lines).toEqual([
      "  scopes: users.read",
      expect.stringMatching(/^ {2}expires: 2100-01-01T12:30:00\.000Z; used: 20\d\d-\d\d-\d\dT[\d:.]+Z$/),
    ]);

    expect(keys("revoke", id, ...here)).toEqual({
      status: 0,
      stdout: "",
      stderr: `Key ${id} is revoked. A Worker that has just used it may honour it for five seconds more.\n`,
    });
    await vi.waitFor(async () => expect((await get("/users", secret)).status).toBe(401), {
      timeout: 6_000,
      interval: 200,
    });
    expect((await get(`/project/keys/${id}`, bootstrapKey)).status).toBe(404);
    expect(keys("revoke", id, ...here)).toEqual({
      status: 1,
      stdout: "",
      stderr: `There is no key "${id}". \`npm run keys -- list\` shows all.\n`,
    });
  });

  /** The database's own answer, as JSON. */
  const query = (sql: string): string => {
    const wrangler = join(checkout.path, "node_modules/wrangler/bin/wrangler.js");
    const args = ["d1", "execute", "DB", "--local", ...here, "--json", "--command", sql];
    return execFileSync(process.execPath, [wrangler, ...args], { cwd: checkout.path, encoding: "utf8" });
  };

  test("marks scopes of full control, with the reason, for a new key and in the usage", () => {
    const made = keys("create", "--name", "full", "--scopes", "users.read,users.write,providers.write", ...here);
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^standard_[0-9a-f]{256}\n$/);
    for (const scope of ["users.write", "providers.write"]) {
      expect(made.stderr).toMatch(new RegExp(`^${scope} is full control of every account: .+\\.$`, "m"));
    }
    expect(made.stderr).not.toContain("users.read is");
    for (const scope of Object.keys(fullControl)) expect(keys("help").stderr).toContain(`  ${scope}: `);
    expect(keys("revoke", made.stderr.split(" ")[1] ?? "", ...here).status).toBe(0);
  });

  test("logs the operator's changes, and stores only the secret's digest", () => {
    const made = keys("create", "--name", "noted", "--scopes", "users.read", ...here);
    const id = made.stderr.split(" ")[1] ?? "";
    const secret = made.stdout.trim();
    const digest = createHash("sha256").update(secret).digest("hex");
    const rows = query("SELECT * FROM keys; SELECT * FROM logs");
    expect(rows).toContain(digest);
    expect(rows).not.toContain(secret.slice("standard_".length));

    expect(keys("revoke", id, ...here).status).toBe(0);
    const row = { actor_type: "operator", actor_id: "", user_seq: null, ip: "", user_agent: "npm run keys" };
    expect(JSON.parse(query(`SELECT * FROM logs WHERE resource = 'key/${id}' ORDER BY seq`))).toMatchObject([
      {
        results: [
          { event: "project.key.create", ...row },
          { event: "project.key.delete", ...row },
        ],
      },
    ]);
  });

  test("without a database, names the command that creates it, and creates none", () => {
    expect(keys("list", "--persist-to", "elsewhere")).toEqual({
      status: 1,
      stdout: "",
      stderr: "There is no database in elsewhere yet: `npm start` makes it.\n",
    });
    expect(existsSync(join(checkout.path, "elsewhere"))).toBe(false);
    expect(keys("list", "--persist-to", "docs").stderr).toBe(
      "There is no database in docs yet: `npm start` makes it.\n",
    );
  });

  test("an invalid command line ends with the usage", () => {
    const { status, stderr, stdout } = keys("revoke");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^revoke needs the ID of a key\.\nUsage: npm run keys -- create /);
  });
});
