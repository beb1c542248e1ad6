/** What the README shows is what happens: its examples are run against a server of their own, and its table is made anew. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endpointTable, readTable } from "../../scripts/readme/endpoint-table.ts";
import { type Server, startServer } from "./harness/server.ts";

const run = promisify(execFile);

/** The environment, without what would colour the output. */
const plain = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };

const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");

/** The endpoint and the key as the README writes them. */
const readmeEndpoint = "http://127.0.0.1:8787/v1";
const readmeKey = "<API_KEY>";

interface Example {
  readonly code: string;
  /** What it prints; undefined where the README does not show it. */
  readonly output: string | undefined;
}

/** The examples under `<!-- example: kind -->`: a block of code, and the block of text after it, if there is one. */
function examplesOf(kind: string, language: string): readonly Example[] {
  const pattern = new RegExp(
    `<!-- example: ${kind} -->\\n+\`\`\`${language}\\n([^]*?)\`\`\`(?:\\n+\`\`\`(?:text|json)\\n([^]*?)\`\`\`)?`,
    "g",
  );
  return [...readme.matchAll(pattern)].map(([, code = "", output]) => ({ code, output }));
}

const markersOf = (kind: string): number => readme.split(`<!-- example: ${kind} -->`).length - 1;

/** Makes two runs comparable: generated ids, dates and fresh hashes differ from run to run, all else may not. */
const normalised = (output: string): string =>
  output
    .trim()
    .replaceAll(/\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}/g, "<hash>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00/g, "<date>")
    .replaceAll(/\b[0-9a-f]{20}\b/g, "<id>");

describe("the README", () => {
  let server: Server;
  let scratch: string;
  beforeAll(async () => {
    server = await startServer();
    scratch = await mkdtemp(join(tmpdir(), "rollcall-readme-"));
    // An answer of 400 or more is a failure of the command.
    await writeFile(join(scratch, ".curlrc"), "silent\nshow-error\nfail-with-body\n");
  });
  afterAll(async () => {
    await server.stop();
    await rm(scratch, { recursive: true });
  });

  /** A piece of the README for this server. */
  const adapted = (code: string) => code.replaceAll(readmeEndpoint, server.endpoint).replaceAll(readmeKey, server.key);

  const sessions = examplesOf("session", "js");
  const commands = examplesOf("curl", "sh");

  test("has a session with its output, and a command", () => {
    expect(sessions.map(({ output }) => typeof output)).toEqual(["string"]);
    expect(commands).not.toEqual([]);
    expect([sessions.length, commands.length]).toEqual([markersOf("session"), markersOf("curl")]);
  });

  test.each(sessions)("shows the session as it goes", async ({ code, output = "" }) => {
    expect(code).toContain(`"${readmeEndpoint}"`);
    expect(code).toContain(`"${readmeKey}"`);
    const sdk = JSON.stringify(import.meta.resolve("node-appwrite-27"));
    const file = join(scratch, "session.mjs");
    await writeFile(file, adapted(code).replace('"node-appwrite"', sdk));
    const { stderr, stdout } = await run(process.execPath, [file], { env: plain });
    expect(stderr).toBe("");
    expect(normalised(stdout)).toBe(normalised(output));
  });

  test.each(commands)("shows the command as it goes: $code", async ({ code, output }) => {
    const { stdout } = await run("sh", ["-ec", adapted(code)], { env: { ...plain, CURL_HOME: scratch } });
    if (output !== undefined) expect(normalised(stdout)).toBe(normalised(output));
  });

  test("has the table of endpoints that the declarations give (`npm run generate` writes it)", async () => {
    const response = await fetch(`${server.endpoint}/openapi.json`);
    expect(readTable(readme)).toBe(await endpointTable(await response.json()));
  });
});
