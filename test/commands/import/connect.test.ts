/** `npm run import` and `npm run export` find the deployed service, and ask for its key. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { connectTo } from "../../../scripts/service/connect.ts";
import { Cloudflare } from "../../harness/cloudflare/server.ts";
import { type Server, startServer } from "../../sdk/harness/server.ts";

let server: Server;
const scratch = mkdtempSync(join(tmpdir(), "rollcall-connect-"));
const root = join(import.meta.dirname, "../../..");
const users = join(scratch, "users.ndjson");

beforeAll(async () => {
  server = await startServer({ RATE_LIMITS: "off" });
  writeFileSync(users, '{"$id":"ada","name":"Ada"}\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

/** A settings file of a deployment. @returns its path */
function settings(name: string, toml: string): string {
  const path = join(scratch, `${name}.toml`);
  writeFileSync(path, toml);
  return path;
}

const remote = (config: string) => ({ kind: "remote", target: { env: undefined, config } }) as const;

/** The exit status and the output of a program. */
async function endOf(child: ChildProcessByStdio<Writable | null, Readable, Readable | null>) {
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "close"),
  ]);
  return { status: child.exitCode, stdout, stderr };
}

/** Runs a command that reads the key from the environment. */
const run = (args: readonly string[]) =>
  endOf(spawn(process.execPath, args, { cwd: root, env: { ...process.env, ROLLCALL_KEY: server.key } }));

test("--remote goes to the address of the deployment, for its project", async () => {
  const origin = server.endpoint.replace(/\/v1$/, "");
  const config = settings("own", `[vars]\nPUBLIC_URL = "${origin}/"\nPROJECT_ID = "${server.projectId}"\n`);
  const imported = await run(["scripts/import.ts", users, "--remote", "--config", config]);
  expect(imported).toMatchObject({ status: 0, stdout: expect.stringMatching(/^created +1$/m) });
  const file = join(scratch, "exported.ndjson");
  expect(await run(["scripts/export.ts", file, "--remote", "--config", config])).toMatchObject({ status: 0 });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ $id: "ada", name: "Ada" });
});

test("--remote finds a deployment without an address of its own by its domain, or on workers.dev", async () => {
  vi.stubEnv("ROLLCALL_KEY", server.key);
  const domain = settings("domain", 'routes = [{ pattern = "users.example.com", custom_domain = true }]\n');
  expect(await connectTo(remote(domain), null)).toMatchObject({
    ok: true,
    value: { endpoint: "https://users.example.com/v1", project: "rollcall", key: server.key },
  });
  const cloudflare = new Cloudflare();
  await cloudflare.listen();
  try {
    for (const [name, value] of Object.entries(cloudflare.environment)) vi.stubEnv(name, value);
    const found = await connectTo(remote(settings("dev", 'name = "shop"\n')), "shop");
    expect(found).toMatchObject({ ok: true, value: { endpoint: "https://shop.acme.workers.dev/v1", project: "shop" } });
    const none = await connectTo(remote(settings("none", "workers_dev = false\n")), null);
    expect(none).toMatchObject({ ok: false, error: expect.stringContaining("--endpoint URL") });
  } finally {
    await cloudflare.close();
  }
});

/** Runs a program in a pseudo terminal, types a line once the key is asked for, and prints the text of the terminal. */
const typist = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown, isTyped = b"", False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not isTyped and b"not shown" in shown:
        os.write(terminal, (sys.stdin.readline().strip() + "\\r").encode())
        isTyped = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
`;

const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("a terminal is asked for the key, and does not show it", { timeout: 60_000 }, async () => {
  const command = [process.execPath, "scripts/import.ts", users, "--checkpoint", join(scratch, "typed")];
  const { ROLLCALL_KEY: _, ...env } = process.env;
  const type = async (key: string) => {
    const args = ["-c", typist, ...command, "--endpoint", server.endpoint, "--project", server.projectId];
    const child = spawn("python3", args, { cwd: root, env });
    child.stdin.end(`${key}\n`);
    return endOf(child);
  };
  const right = await type(server.key);
  expect(right.stdout).toMatch(/API key of Rollcall \(it is not shown\): [^]*rows +1/);
  expect(right.stdout).not.toContain(server.key);
  expect(right.status).toBe(0);
  const wrong = await type("standard_wrong");
  expect(wrong.stdout).toContain("answers 401");
  expect(wrong.stdout).not.toContain("standard_wrong");
  expect(await type("")).toMatchObject({ status: 1, stdout: expect.stringContaining("An API key is needed") });
});

test("a pipe is not asked for the key", () => {
  const { ROLLCALL_KEY: _, ...env } = process.env;
  const args = ["scripts/import.ts", users, "--endpoint", server.endpoint];
  const ran = spawnSync(process.execPath, args, { cwd: root, env, input: "key\n", encoding: "utf8" });
  expect(ran).toMatchObject({ status: 1, stderr: expect.stringContaining("Set ROLLCALL_KEY") });
});
