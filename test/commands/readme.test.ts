/** What the README shows is what happens: its examples are run against a server of their own, and its table is made anew. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, ID, Users } from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { endpointTable } from "../../scripts/readme/endpoint-table.ts";
import { readSection } from "../../scripts/sections.ts";
import { outbox } from "../harness/outbox.ts";
import { type Server, startServer } from "../sdk/harness/server.ts";

const run = promisify(execFile);

/** The environment, without what would colour the output. */
const plain = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };

const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");

/** The endpoint, the key and a user's JWT as the README writes them. */
const readmeEndpoint = "http://localhost:8787/v1";
const readmeKey = "<API_KEY>";
const readmeJwt = "<JWT>";

/** The packages that the README tells to install, and which version of one plays it here. */
const packages: Readonly<Record<string, string>> = {
  appwrite: "appwrite",
  jose: "jose",
  "node-appwrite": "node-appwrite-27",
};

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

/** The person at the browser, who reads the code of the last email: a program asks for it at `url`. */
interface Mailbox {
  readonly url: string;
  readonly close: () => void;
}

async function openMailbox({ kv }: Server): Promise<Mailbox> {
  const codeIn = async () => /\b\d{6}\b/.exec((await outbox(kv)).at(-1)?.text ?? "")?.[0];
  const browser = createServer((_, response) => {
    // A message is sent after the answer.
    void vi.waitUntil(codeIn, { timeout: 5_000, interval: 50 }).then((code) => response.end(code));
  });
  await once(browser.listen(0, "127.0.0.1"), "listening");
  const address = browser.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => browser.close() };
}

/** Makes two runs comparable: generated ids, dates and fresh hashes differ from run to run, all else may not. */
const normalised = (output: string): string =>
  output
    .trim()
    .replaceAll(/\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}/g, "<hash>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00/g, "<date>")
    .replaceAll(/\b[0-9a-f]{20}\b/g, "<id>");

describe("the README", () => {
  let server: Server;
  let mailbox: Mailbox;
  let jwt: string;
  let scratch: string;
  beforeAll(async () => {
    server = await startServer();
    mailbox = await openMailbox(server);
    const users = new Users(new Client().setEndpoint(server.endpoint).setProject(server.projectId).setKey(server.key));
    const { $id: userId } = await users.create({ userId: ID.unique() });
    ({ jwt } = await users.createJWT({ userId }));
    scratch = await mkdtemp(join(tmpdir(), "rollcall-readme-"));
    // An answer of 400 or more is a failure of the command.
    await writeFile(join(scratch, ".curlrc"), "silent\nshow-error\nfail-with-body\n");
  });
  afterAll(async () => {
    mailbox.close();
    await server.stop();
    await rm(scratch, { recursive: true });
  });

  /** A piece of the README for this server. */
  const adapted = (code: string) =>
    code
      .replaceAll(readmeEndpoint, server.endpoint)
      .replaceAll(readmeKey, server.key)
      .replaceAll(readmeJwt, jwt)
      .replaceAll(/\bprompt\(".*?"\)/g, `await (await fetch("${mailbox.url}")).text()`)
      .replaceAll(/(?<=from )"([\w-]+)"/g, (_, name: string) =>
        JSON.stringify(import.meta.resolve(packages[name] ?? name)),
      );

  const programs = examplesOf("js", "js");
  const commands = examplesOf("curl", "sh");

  test("has programs with their output, and commands", () => {
    expect(programs.map(({ output }) => typeof output)).toEqual(Array.from(programs, () => "string"));
    expect(commands).not.toEqual([]);
    expect([programs.length, commands.length]).toEqual([markersOf("js"), markersOf("curl")]);
  });

  test("shows each package at work, and the key where it belongs", () => {
    const imported = programs.map(({ code }) => /from "([\w-]+)";/.exec(code)?.[1]);
    expect(imported).toEqual(["node-appwrite", "appwrite", "appwrite", "node-appwrite", "jose", "node-appwrite"]);
    expect(programs.map(({ code }) => code.includes(readmeKey))).toEqual([true, false, false, true, false, true]);
    expect(programs.every(({ code }) => code.includes(`"${readmeEndpoint}"`))).toBe(true);
  });

  // In the order of the README: later ones meet the users of earlier ones.
  test.each(programs)("shows the program as it goes: $code", async ({ code, output = "" }) => {
    const file = join(scratch, "program.mjs");
    await writeFile(file, adapted(code));
    const browser = code.includes('from "appwrite"')
      ? ["--import", import.meta.resolve("../sdk/harness/as-browser.ts")]
      : [];
    const { stderr, stdout } = await run(process.execPath, [...browser, file], { env: plain });
    expect(stderr).toBe("");
    expect(normalised(stdout)).toBe(normalised(output));
  });

  test.each(commands)("shows the command as it goes: $code", async ({ code, output }) => {
    const { stdout } = await run("sh", ["-ec", adapted(code)], { env: { ...plain, CURL_HOME: scratch } });
    if (output !== undefined) expect(normalised(stdout)).toBe(normalised(output));
  });

  test("has the table of endpoints that the declarations give (`npm run generate` writes it)", async () => {
    const response = await fetch(`${server.endpoint}/openapi.json`);
    expect(readSection(readme, "endpoints")).toBe(await endpointTable(await response.json()));
  });
});
