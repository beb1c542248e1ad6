/** `npm start` with faults and with options: other hosts, jobs, a state folder in use. */
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { findFreePort, npmStart, type Run, run as runIn, type Starting, stateOf, terminal } from "./npm-start.ts";
import { familyOf } from "./processes.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout();
});
afterAll(() => checkout.remove());

let runs: Run[] = [];
afterEach(async () => {
  for (const { child, ended, pid } of runs) {
    const family = familyOf(pid);
    child.kill("SIGTERM");
    if (family.length > 0) await ended;
  }
  runs = [];
});

async function start(...more: readonly string[]): Promise<Starting> {
  const started = await npmStart(checkout, more);
  runs.push(started);
  await started.ready();
  return started;
}

/** Runs `npm start` to its end. @returns its output, without npm's own lines */
async function end(args: readonly string[], env: NodeJS.ProcessEnv = terminal) {
  const port = await findFreePort();
  const more = ["--port", String(port), "--persist-to", stateOf(checkout), ...args];
  const started = runIn(checkout, "npm", ["start", "-s", "--", ...more], env);
  runs.push(started);
  const [exitCode] = await started.ended;
  return { exitCode, output: started.output() };
}

const devVarsFile = () => join(checkout.path, ".dev.vars");

test("an app on localhost signs in at the printed endpoint; requests are short lines; a second start and a job find the first", async () => {
  const started = await start();
  const { endpoint, output } = started;
  expect(output()).toContain(`endpoint  ${endpoint}\n`);
  const headers = {
    "content-type": "application/json",
    "x-appwrite-project": "rollcall",
    origin: "http://localhost:5173",
  };
  const body = JSON.stringify({ userId: "ada", email: "ada@mail.example", password: "password-1" });
  expect((await fetch(`${endpoint}/account`, { method: "POST", headers, body })).status).toBe(201);
  const answer = await fetch(`${endpoint}/account/sessions/email`, { method: "POST", headers, body });
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([201, headers.origin]);
  expect((await fetch(`${endpoint}/users?search=kuckuck`, { headers })).status).toBe(401);
  await vi.waitFor(() => expect(output()).toMatch(/^GET \/v1\/users 401 \d+ ms general_unauthorized_scope$/m), {
    timeout: 10_000,
    interval: 100,
  });
  expect(output()).toMatch(/^POST \/v1\/account\/sessions\/email 201 \d+ ms$/m);
  expect(output()).not.toMatch(/kuckuck|"requestId"|wrangler:info\] (?:GET|POST)/);

  const second = await end([]);
  expect(second.exitCode).toBe(1);
  expect(second.output).toMatch(
    new RegExp(
      `^An npm start serves .* already \\(process \\d+, ${endpoint}\\)\\. Stop it, or give .* --persist-to DIR\\n$`,
    ),
  );

  expect(await end(["--run", "sweep"])).toEqual({ exitCode: 0, output: "The job sweep has run.\n" });
  await vi.waitFor(() => expect(output()).toMatch(/^sweep \{"swept":\{.*"isDone":true\}$/m), { timeout: 10_000 });
});

test("runs the crons: a message that could not be sent is retried", { timeout: 200_000 }, async () => {
  const tries: number[] = [];
  const receiver = createServer((_, response) => {
    tries.push(Date.now());
    response.writeHead(tries.length === 1 ? 503 : 200).end();
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const address = receiver.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/`;
  const devVars = readFileSync(devVarsFile(), "utf8");
  const hook = `MESSAGES_WEBHOOK_URL=${url}\nMESSAGES_WEBHOOK_SECRET=${"fedcba9876543210".repeat(4)}\n`;
  writeFileSync(devVarsFile(), `${devVars}${hook}`);
  const { endpoint } = await start();
  const headers = { "content-type": "application/json", "x-appwrite-project": "rollcall" };
  const body = JSON.stringify({ userId: "unique()", email: "grace@mail.example" });
  expect((await fetch(`${endpoint}/account/tokens/email`, { method: "POST", headers, body })).status).toBe(201);
  await vi.waitFor(() => expect(tries).toHaveLength(2), { timeout: 150_000, interval: 500 });
  writeFileSync(devVarsFile(), devVars);
  receiver.close();
});

test("a job runs in a Worker of its own where none serves; a lock whose process is gone is taken over", async () => {
  writeFileSync(
    join(stateOf(checkout), "npm-start.lock"),
    JSON.stringify({ pid: 1, began: "long ago", origin: "http://x" }),
  );
  const { exitCode, output } = await end(["--run", "sweep"]);
  expect(output).toMatch(/^sweep \{"swept":\{.*"isDone":true\}$/m);
  expect(output).toMatch(/\nThe job sweep has run\.\n$/);
  expect(exitCode).toBe(0);
  expect(existsSync(join(stateOf(checkout), "npm-start.lock"))).toBe(false);
});

test("--host serves other machines, and prints their addresses; apps on their localhost stay out", async () => {
  const { endpoint, output } = await start("--host", "0.0.0.0");
  const { port } = new URL(endpoint);
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address } of addresses.filter(({ family, internal }) => family === "IPv4" && !internal)) {
    expect(output()).toContain(`            http://${address}:${port}/v1\n`);
    const ask = (headers: Record<string, string>) =>
      fetch(`http://${address}:${port}/v1/ping`, { headers: { "x-appwrite-project": "rollcall", ...headers } });
    expect((await ask({})).status).toBe(200);
    expect((await ask({ origin: `http://${address}:5173` })).status).toBe(200);
    expect((await ask({ origin: "http://localhost:5173" })).status).toBe(403);
  }
  expect((await fetch(`${endpoint}/health/version`)).status).toBe(200);
});

test("serves only a tunnel's address where LOCAL is off", async () => {
  const devVars = existsSync(devVarsFile()) ? readFileSync(devVarsFile(), "utf8") : "";
  writeFileSync(devVarsFile(), `${devVars}LOCAL=off\nPUBLIC_URL=https://my-tunnel.example.com\n`);
  const { endpoint, output } = await start();
  expect(output()).toContain("endpoint  https://my-tunnel.example.com/v1\n");
  const ask = async (host: string) => {
    const [answer] = await once(get(`${endpoint}/health/version`, { headers: { host } }), "response");
    answer.resume();
    return answer.statusCode;
  };
  expect([await ask("my-tunnel.example.com"), await ask(new URL(endpoint).host)]).toEqual([200, 421]);
  writeFileSync(devVarsFile(), devVars);
});

describe("refuses in one sentence", () => {
  test("a lost SECRET_KEY with sealed data, and leaves it to be put back", async () => {
    const started = await start();
    const devVars = readFileSync(devVarsFile(), "utf8");
    const [, key = ""] = /^API_KEY=(.*)$/m.exec(devVars) ?? [];
    const answer = await fetch(`${started.endpoint}/messaging/providers/resend`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-appwrite-project": "rollcall", "x-appwrite-key": key },
      body: JSON.stringify({
        providerId: "r",
        name: "R",
        apiKey: "re_123",
        fromEmail: "a@mail.example",
        enabled: false,
      }),
    });
    expect(answer.status).toBe(201);
    started.child.kill("SIGTERM");
    await started.ended;
    for (const other of ["", `SECRET_KEY=${"0123456789abcdef".repeat(4)}\n`]) {
      const changed = devVars.replace(/^SECRET_KEY=.*\n/m, other);
      writeFileSync(devVarsFile(), changed);
      const { exitCode, output } = await end([]);
      expect(output).toMatch(
        /^The database in .* is sealed with a SECRET_KEY that \.dev\.vars lacks\. Put that one back into \.dev\.vars, or .*\n$/,
      );
      expect(exitCode).toBe(1);
      expect(readFileSync(devVarsFile(), "utf8")).toBe(changed);
    }
    writeFileSync(devVarsFile(), devVars);
    await start();
  });

  test("a configuration that the Worker would refuse", async () => {
    const devVars = readFileSync(devVarsFile(), "utf8");
    writeFileSync(devVarsFile(), `${devVars}RATE_LIMITS=many\n`);
    const { exitCode, output } = await end([]);
    writeFileSync(devVarsFile(), devVars);
    expect([exitCode, output.split("\n")]).toEqual([1, [expect.stringMatching(/^RATE_LIMITS must be /), ""]]);
  });

  test("an address that this machine does not have", async () => {
    const { exitCode, output } = await end(["--host", "192.0.2.1"]);
    expect([exitCode, output]).toEqual([
      1,
      "This machine has no address 192.0.2.1. Choose one that it has, or 0.0.0.0 for all of them.\n",
    ]);
  });

  test("a Node that is too old", async () => {
    const file = join(checkout.path, "package.json");
    const manifest = readFileSync(file, "utf8");
    writeFileSync(file, manifest.replace('"node": ">=', '"node": ">=9'));
    const { exitCode, output } = await end([]);
    writeFileSync(file, manifest);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^Rollcall needs Node 9[\d.]+ or newer, and this is Node [\d.]+\. Install a newer one from .*\n$/,
    );
  });

  test("a folder that cannot be written", async () => {
    const folder = join(checkout.path, "locked");
    // A path below a file cannot be written, while root may write to a folder that is read-only.
    writeFileSync(folder, "");
    const { exitCode, output } = await end(["--persist-to", join(folder, "state")]);
    rmSync(folder);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^The folder .*\/locked\/state cannot be written \(ENOTDIR\)\. Run npm start in a copy .*\n$/,
    );
  });

  test.runIf(process.getuid?.() !== 0)("a read-only folder", async () => {
    const folder = join(checkout.path, "read-only");
    mkdirSync(folder);
    chmodSync(folder, 0o555);
    const { exitCode, output } = await end(["--persist-to", join(folder, "state")]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^The folder .* cannot be written \(EACCES\)\./);
  });
});

test("installs the packages where there are none, and says so", async () => {
  const bare = copyCheckout();
  const tools = join(bare.path, "tools");
  mkdirSync(tools);
  rmSync(join(bare.path, "node_modules"));
  // A stand-in for npm: it records its arguments, and installs nothing.
  writeFileSync(join(tools, "npm"), `#!/bin/sh\necho "$@" > "${tools}/asked"\nexit 1\n`, { mode: 0o755 });
  const env = { ...terminal, PATH: `${tools}:${process.env["PATH"] ?? ""}` };
  const started = runIn(bare, process.execPath, ["scripts/launch.js", "start"], env);
  const [exitCode] = await started.ended;
  const asked = readFileSync(join(tools, "asked"), "utf8");
  bare.remove();
  expect(asked).toBe("ci\n");
  expect(exitCode).toBe(1);
  expect(started.output()).toBe(
    "Installing the packages…\nThe packages could not be installed. Run `npm ci`, which says why, then this again.\n",
  );
});
