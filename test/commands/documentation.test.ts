/** The examples of README and docs print what they say: they run, in order, against one server. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, ID, Users } from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { outbox } from "../harness/outbox.ts";
import { type Server, startServer } from "../sdk/harness/server.ts";

const run = promisify(execFile);

/** The environment, without what would colour the output. */
const plain = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };

/** The documents with examples, in the order in which they run: later ones meet the users of earlier ones. */
const paths = ["README.md", "docs/sign-in.md", "docs/accounts.md", "docs/quick-start.md"];
const documents = await Promise.all(
  paths.map(async (path) => ({ path, text: await readFile(join(import.meta.dirname, "../..", path), "utf8") })),
);

/** The endpoint, the key and a user's JWT as the documents write them. */
const shownEndpoint = "http://localhost:8787/v1";
const shownKey = "<API_KEY>";
const shownJwt = "<JWT>";

/** The packages that the documents tell to install, and which version of one plays it here. */
const packages: Readonly<Record<string, string>> = {
  appwrite: "appwrite",
  jose: "jose",
  "node-appwrite": "node-appwrite-27",
};

interface Example {
  readonly path: string;
  readonly code: string;
  /** The output; undefined where the document does not show it. */
  readonly output: string | undefined;
}

/** The examples under `<!-- example: kind -->`: a block of code, and the block of text after it, if there is one. */
function examplesOf(kind: string, language: string): readonly Example[] {
  const pattern = new RegExp(
    `<!-- example: ${kind} -->\\n+\`\`\`${language}\\n([^]*?)\`\`\`(?:\\n+\`\`\`(?:text|json)\\n([^]*?)\`\`\`)?`,
    "g",
  );
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, code = "", output]) => ({ path, code, output })),
  );
}

const markersOf = (kind: string): number =>
  documents.reduce((sum, { text }) => sum + text.split(`<!-- example: ${kind} -->`).length - 1, 0);

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

describe("the documentation", () => {
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
    scratch = await mkdtemp(join(tmpdir(), "rollcall-documentation-"));
    // An answer of 400 or more is a failure of the command.
    await writeFile(join(scratch, ".curlrc"), "silent\nshow-error\nfail-with-body\n");
  });
  afterAll(async () => {
    mailbox.close();
    await server.stop();
    await rm(scratch, { recursive: true });
  });

  /** A piece of a document for this server. */
  const adapted = (code: string) =>
    code
      .replaceAll(shownEndpoint, server.endpoint)
      .replaceAll(shownKey, server.key)
      .replaceAll(shownJwt, jwt)
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

  test("shows the key in server programs only, and each package at work", () => {
    const imported = programs.map(({ code }) => /from "([\w-]+)";/.exec(code)?.[1] ?? "");
    expect([...new Set(imported)].toSorted()).toEqual(Object.keys(packages).toSorted());
    expect(programs.map(({ code }) => code.includes(shownKey))).toEqual(
      imported.map((name) => name === "node-appwrite"),
    );
    expect(programs.every(({ code }) => code.includes(`"${shownEndpoint}"`))).toBe(true);
  });

  test("has no JavaScript that does not run", () => {
    const blocks = documents.flatMap(({ text }) => [...text.matchAll(/^```(?:js|javascript)$/gm)]).length;
    // The two of docs/quick-start.md are the generated first lines of a program.
    expect(blocks).toBe(programs.length + 2);
  });

  test.each(programs)("$path shows what a program prints: $code", async ({ code, output = "" }) => {
    const file = join(scratch, "program.mjs");
    await writeFile(file, adapted(code));
    const browser = code.includes('from "appwrite"')
      ? ["--import", import.meta.resolve("../sdk/harness/as-browser.ts")]
      : [];
    const { stderr, stdout } = await run(process.execPath, [...browser, file], { env: plain });
    expect(stderr).toBe("");
    expect(normalised(stdout)).toBe(normalised(output));
  });

  test.each(commands)("$path shows what a command prints: $code", async ({ code, output }) => {
    const { stdout } = await run("sh", ["-ec", adapted(code)], { env: { ...plain, CURL_HOME: scratch } });
    if (output !== undefined) expect(normalised(stdout)).toBe(normalised(output));
  });
});
