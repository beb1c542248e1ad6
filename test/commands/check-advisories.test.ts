/** `npm run check advisories`, with a registry on this machine instead of npm's. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { copyCheckout } from "./checkout.ts";
import { findFreePort, run, terminal } from "./npm-start.ts";

const checkout = copyCheckout(["package-lock.json"]);
afterAll(() => checkout.remove());

/** Runs the check, with nothing in npm's cache, which remembers advisories by their ids. @param registry npm's in the run @param more other settings of npm */
async function check(registry: string, more: Readonly<Record<string, string>> = {}) {
  const cache = mkdtempSync(join(tmpdir(), "rollcall-npm-"));
  onTestFinished(() => rmSync(cache, { recursive: true }));
  const settings = { npm_config_registry: registry, npm_config_cache: cache, ...more };
  const started = run(checkout, "node", ["scripts/check.ts", "advisories"], { ...terminal, ...settings });
  const [status] = await started.ended;
  return { status, output: started.output() };
}

/** Severities of an advisory by the package that has it. */
type Severities = Readonly<Record<string, string>>;

/**
 * A registry that knows one advisory of each of some packages, which concerns all of their versions.
 * @param status of its answer to the question for advisories
 */
async function startRegistry(severities: Severities, status = 200) {
  const asked: string[][] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.url !== "/-/npm/v1/security/advisories/bulk") return void response.writeHead(404).end("{}");
      const question: unknown = JSON.parse(gunzipSync(Buffer.concat(parts)).toString());
      const names = Object.keys(question as Readonly<Record<string, readonly string[]>>);
      asked.push(names);
      const known = Object.entries(severities).filter(([name]) => names.includes(name));
      const advisories = known.map(([name, severity]) => {
        const url = `https://github.com/advisories/GHSA-${name}`;
        const advisory = { id: 1, url, title: `A hole in ${name}`, severity, vulnerable_versions: "*", cwe: [] };
        return [name, [advisory]];
      });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(Object.fromEntries(advisories)));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { url: `http://127.0.0.1:${address.port}/`, asked };
}

const failed =
  "check advisories: FAILED. Install a version without the advisory, or another package; docs/security.md says which advisories fail.\n";

test("asks for every package of the lock file, and passes where none has an advisory", async () => {
  const { asked, url } = await startRegistry({});
  expect(await check(url)).toEqual({ status: 0, output: "check advisories: passed\n" });
  const [all = [], inWorker = []] = asked;
  expect(all).toEqual(expect.arrayContaining(["hono", "jose", "wrangler", "prettier"]));
  expect(inWorker).toEqual(expect.arrayContaining(["hono", "jose"]));
  expect(inWorker).not.toEqual(expect.arrayContaining(["prettier"]));
});

test.each([
  ["of any severity of a package of the Worker", { hono: "low" }],
  ["of a high severity of a tool", { prettier: "high" }],
  ["of a critical severity of a tool", { prettier: "critical" }],
])("fails for an advisory %s", async (_, severities: Severities) => {
  const { url } = await startRegistry(severities);
  const [[name, severity] = []] = Object.entries(severities);
  expect(await check(url)).toEqual({
    status: 1,
    output: `${name}: A hole in ${name} (${severity}), https://github.com/advisories/GHSA-${name}\n${failed}`,
  });
});

test("notes a tool's moderate advisory, and passes", async () => {
  const { url } = await startRegistry({ prettier: "moderate" });
  expect(await check(url)).toEqual({
    status: 0,
    output: expect.stringMatching(
      /^prettier: A hole in prettier \(moderate\), .*\. Noted only: .*\ncheck advisories: passed\n$/,
    ),
  });
});

test("asks the registry even where npm is set to offline, which would find nothing", async () => {
  const { url } = await startRegistry({ hono: "critical" });
  expect(await check(url, { npm_config_offline: "true" })).toMatchObject({ status: 1 });
});

test("says that nothing is known where the registry refuses the question, and fails nothing", async () => {
  const { url } = await startRegistry({ hono: "critical" }, 405);
  expect(await check(url)).toEqual({
    status: 0,
    output: expect.stringMatching(
      /^check advisories: NOT KNOWN\. The registry did not answer: 405 Method Not Allowed.*\.\n$/,
    ),
  });
});

test("says the same where there is no registry", async () => {
  const { output, status } = await check(`http://127.0.0.1:${await findFreePort()}/`);
  expect(status).toBe(0);
  expect(output).toMatch(/^check advisories: NOT KNOWN\. The registry did not answer: .*ECONNREFUSED.*\.\n$/);
});

test("fails where npm cannot ask: there is no lock file", async () => {
  const { url } = await startRegistry({});
  rmSync(join(checkout.path, "package-lock.json"));
  expect(await check(url)).toEqual({
    status: 1,
    output: `npm audit did not run: This command requires an existing lockfile.\n${failed}`,
  });
});
