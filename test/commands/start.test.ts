/** `npm start` in a fresh checkout, stopped in every possible way. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startReceiver } from "../sdk/harness/webhook-receiver.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { findFreePort, listenAnywhere, npmStart, type Run, run as runIn, type Starting, stateOf } from "./npm-start.ts";
import { familyOf, type Process, survivorsOf } from "./processes.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
});
afterAll(() => checkout.remove());

let runs: Run[] = [];
/**
 * The processes that the runs had started when a test looked: orphans among them can no longer be found by their
 * parent.
 */
let seen: Process[] = [];
afterEach(async () => {
  const leftovers = [...runs.flatMap((run) => familyOf(run.pid)), ...survivorsOf(seen)];
  for (const pid of new Set(leftovers.map((process) => process.pid))) process.kill(pid, "SIGKILL");
  runs = [];
  seen = [];
  // The next start would find the lock of a process that still runs.
  await vi.waitFor(() => expect(survivorsOf(leftovers)).toEqual([]), { timeout: 10_000, interval: 50 });
});

function run(command: string, args: readonly string[]): Run {
  const started = runIn(checkout, command, args);
  runs.push(started);
  return started;
}

/** Starts on a free port and waits for the greeting. */
async function start(): Promise<Starting> {
  const started = await npmStart(checkout);
  runs.push(started);
  await started.ready();
  return started;
}

/** The script itself: npm starts it through a shell. */
function scriptOf({ pid }: Run): number {
  const script = familyOf(pid).find(({ command }) => command.startsWith("node scripts/launch.js start"));
  if (script === undefined) throw new Error("npm start runs no script.");
  return script.pid;
}

/** Does something to a running `npm start` and asserts that all of its processes end. */
async function assertNothingSurvives(started: Run, act: () => void): Promise<void> {
  const family = familyOf(started.pid);
  seen.push(...family);
  const names = family.map(({ command }) => command).join("\n");
  for (const name of ["npm start", "wrangler", "workerd", "esbuild"]) expect(names).toContain(name);
  act();
  await vi.waitFor(() => expect(survivorsOf(family)).toEqual([]), { timeout: 10_000, interval: 100 });
}

test("makes secrets, serves and greets; the greeting's snippet runs; SIGTERM to npm ends it", async () => {
  const started = await start();
  const devVarsFile = join(checkout.path, ".dev.vars");
  const devVars = readFileSync(devVarsFile, "utf8");
  const [, key] = /^API_KEY=(standard_[0-9a-f]{256})\nSECRET_KEY=[0-9a-f]{64}\n$/.exec(devVars) ?? [];
  expect(key).toBeDefined();
  expect(statSync(devVarsFile).mode & 0o777).toBe(0o600);

  const [, endpoint, project, printedKey, snippet] =
    /endpoint {2}(\S+)\n {2}project {3}(\S+)\n {2}key {7}(\S+)\n[^]*?((?:\n {2}.+){5})\n\nCtrl-C/.exec(
      started.output(),
    ) ?? [];
  expect({ endpoint, project, printedKey }).toEqual({
    endpoint: started.endpoint,
    project: "rollcall",
    printedKey: key,
  });

  expect(started.output()).toContain("with the key in place of KEY");
  expect(started.output().split(key ?? "")).toHaveLength(2);
  expect(started.output()).toMatch(/Migrating the local database…\nStarting the Worker…\n/);
  const file = join(checkout.path, "try.mjs");
  const pasted = (snippet ?? "").replace('"node-appwrite"', '"node-appwrite-27"').replace('"KEY"', JSON.stringify(key));
  writeFileSync(file, pasted);
  expect(execFileSync(process.execPath, [file], { encoding: "utf8" })).toBe("0 users\n");

  await assertNothingSurvives(started, () => started.child.kill("SIGTERM"));
  expect(readFileSync(devVarsFile, "utf8")).toBe(devVars);
});

test("says once that the limits are off", async () => {
  const file = join(checkout.path, "wrangler.toml");
  const configuration = readFileSync(file, "utf8");
  writeFileSync(file, configuration.replace('RATE_LIMITS = "1"', 'RATE_LIMITS = "off"'));
  const started = await start();
  await fetch(`${started.endpoint}/ping`);
  await vi.waitFor(() => expect(started.output()).toMatch(/^GET \/v1\/ping \d/m), { timeout: 10_000, interval: 100 });
  await assertNothingSurvives(started, () => started.child.kill("SIGTERM"));
  writeFileSync(file, configuration);
  expect(started.output().match(/^RATE_LIMITS: .*$/gm)).toEqual(["RATE_LIMITS: the limits are off."]);
});

describe("messages to users", () => {
  const devVarsFile = () => join(checkout.path, ".dev.vars");

  const post = async (endpoint: string, path: string, body: object) => {
    const headers = { "content-type": "application/json", "x-appwrite-project": "rollcall" };
    const answer = await fetch(`${endpoint}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const content: Readonly<Record<string, unknown>> = await answer.json();
    return { status: answer.status, body: content };
  };

  /** Asks for a code as a guest. @returns the body that redeems the printed code */
  async function readCode({ endpoint, output }: Starting): Promise<Readonly<Record<"userId" | "secret", unknown>>> {
    const before = output().length;
    // A new email each time: with a known one, the session would be that of its account.
    const email = `${randomUUID()}@mail.example`;
    const token = await post(endpoint, "/account/tokens/email", { userId: "unique()", email });
    expect(token).toMatchObject({ status: 201, body: { secret: "" } });
    const codeIn = () => /^│ Email to [\w-]+@mail\.example\n[^]*?^│ (\d{6})$/m.exec(output().slice(before))?.[1];
    return { userId: token.body["userId"], secret: await vi.waitUntil(codeIn, { timeout: 10_000, interval: 100 }) };
  }

  test("are printed: a guest reads the code that they asked for, and signs in with it", async () => {
    const started = await start();
    const code = await readCode(started);
    expect(await post(started.endpoint, "/account/sessions/token", code)).toMatchObject({
      status: 201,
      body: { userId: code.userId },
    });
  });

  test("outlive a rotation of SECRET_KEY that is edited into .dev.vars while it runs", async () => {
    const started = await start();
    const code = await readCode(started);
    const devVars = readFileSync(devVarsFile(), "utf8");
    const next = "0123456789abcdef".repeat(4);
    writeFileSync(devVarsFile(), devVars.replace(/^SECRET_KEY=(.*)$/m, `SECRET_KEY=${next}\nSECRET_KEY_PREVIOUS=$1`));
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${started.endpoint}/.well-known/jwks.json`);
        expect(await answer.json()).toMatchObject({ keys: [{}, {}] });
      },
      { timeout: 50_000, interval: 200 },
    );
    const session = await post(started.endpoint, "/account/sessions/token", code);
    writeFileSync(devVarsFile(), devVars);
    expect(started.output()).not.toContain("types might be out of date");
    expect(session).toMatchObject({ status: 201, body: { userId: code.userId } });
  });

  test("are posted to the webhook of wrangler.toml, signed with the secret in .dev.vars", async () => {
    const configFile = join(checkout.path, "wrangler.toml");
    const [config, devVars] = [configFile, devVarsFile()].map((file) => readFileSync(file, "utf8"));
    const receiver = await startReceiver();
    const secret = `whsec_${Buffer.from("fedcba9876543210".repeat(2)).toString("base64")}`;
    writeFileSync(configFile, (config ?? "").replace('WEBHOOK_URL = ""', `WEBHOOK_URL = "${receiver.url}"`));
    writeFileSync(devVarsFile(), `${devVars}MESSAGES_WEBHOOK_SECRET=${secret}\n`);
    const { endpoint, output } = await start();
    await post(endpoint, "/account/tokens/email", { userId: "unique()", email: "ada@mail.example" });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000, interval: 100 });
    writeFileSync(configFile, config ?? "");
    writeFileSync(devVarsFile(), devVars ?? "");
    receiver.stop();
    const [{ body, headers } = { body: "", headers: {} }] = receiver.received;
    expect(receiver.isFromRollcall(secret, headers, body)).toBe(true);
    expect(JSON.parse(body.toString())).toMatchObject({ template: "email-otp", to: "ada@mail.example" });
    expect(output()).not.toContain("Email to");
  });

  test("reports a misspelt name", async () => {
    const devVars = readFileSync(devVarsFile(), "utf8");
    writeFileSync(devVarsFile(), `${devVars}MESSAGE_OUTBOX=off\n`);
    const started = await start();
    writeFileSync(devVarsFile(), devVars);
    expect(started.output()).toContain(".dev.vars sets MESSAGE_OUTBOX, which the Worker does not know.\n");
  });
});

test("reports a .dev.vars that is emptied or deleted while it runs, without writing new secrets", async () => {
  const file = join(checkout.path, ".dev.vars");
  const devVars = readFileSync(file, "utf8");
  const started = await start();
  const line = ".dev.vars lacks API_KEY and SECRET_KEY. The running configuration stays.\n";
  const isTold = (times: number) =>
    vi.waitFor(() => expect(started.output().split(line)).toHaveLength(times + 1), { timeout: 10_000, interval: 100 });
  writeFileSync(file, "");
  await isTold(1);
  expect(readFileSync(file, "utf8")).toBe("");
  rmSync(file);
  await isTold(2);
  expect(existsSync(file)).toBe(false);
  const [, key = ""] = /^API_KEY=(.*)$/m.exec(devVars) ?? [];
  const headers = { "x-appwrite-project": "rollcall", "x-appwrite-key": key };
  expect((await fetch(`${started.endpoint}/users`, { headers })).status).toBe(200);
  writeFileSync(file, devVars);
});

describe("ends every process", () => {
  test.each<[string, (started: Run) => void]>([
    ["on Ctrl-C", ({ pid }) => process.kill(-pid, "SIGINT")],
    ["on SIGTERM to the script", (started) => process.kill(scriptOf(started), "SIGTERM")],
    ["when npm is killed", ({ pid }) => process.kill(pid, "SIGKILL")],
  ])("%s", async (_, act) => {
    const started = await start();
    await assertNothingSurvives(started, () => act(started));
  });

  test("when wrangler crashes, and says so", async () => {
    const started = await start();
    const wrangler = familyOf(started.pid).find(({ command }) => command.includes("wrangler.js dev"));
    await assertNothingSurvives(started, () => process.kill(wrangler?.pid ?? 0, "SIGKILL"));
    expect(await started.ended).toEqual([1, null]);
    expect(started.output()).toContain("wrangler dev has ended (killed). Its last output:\n");
  });
});

describe("refuses in one line", () => {
  const refusalOf = async (args: readonly string[]) => {
    const started = run(process.execPath, ["scripts/launch.js", "start", ...args]);
    const [exitCode] = await started.ended;
    return { exitCode, output: started.output() };
  };

  test("a port that is taken", async () => {
    const { server, port } = await listenAnywhere();
    expect(await refusalOf(["--port", String(port)])).toEqual({
      exitCode: 1,
      output: `Port ${port} is taken. Choose another: npm start -- --port PORT\n`,
    });
    server.close();
  });

  test("an option it does not know", async () => {
    expect(await refusalOf(["--prot", "8788"])).toEqual({
      exitCode: 2,
      output: "Unknown option --prot. Usage: npm start -- [--port PORT] [--host HOST] [--persist-to DIR] [--run JOB]\n",
    });
  });

  test("a webhook that .dev.vars sets incompletely, before anything is started", async () => {
    const file = join(checkout.path, ".dev.vars");
    const devVars = readFileSync(file, "utf8");
    writeFileSync(file, `${devVars}MESSAGES_WEBHOOK_URL=http://127.0.0.1:3000/messages\n`);
    const port = await findFreePort();
    const { exitCode, output } = await refusalOf(["--port", String(port), "--persist-to", stateOf(checkout)]);
    writeFileSync(file, devVars);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^\.dev\.vars sets MESSAGES_WEBHOOK_URL without MESSAGES_WEBHOOK_SECRET\. Add .*\n$/);
  });

  test("a secret with which the Worker refuses to serve", async () => {
    const file = join(checkout.path, ".dev.vars");
    const devVars = readFileSync(file, "utf8");
    writeFileSync(file, devVars.replace(/^SECRET_KEY=.*$/m, "SECRET_KEY=short"));
    const port = await findFreePort();
    const { exitCode, output } = await refusalOf(["--port", String(port), "--persist-to", stateOf(checkout)]);
    writeFileSync(file, devVars);
    expect(exitCode).toBe(1);
    expect(output).toBe(
      "SECRET_KEY must be 32 random bytes as 64 hex digits. Make one with `openssl rand -hex 32` and set it in .dev.vars.\n",
    );
  });
});
