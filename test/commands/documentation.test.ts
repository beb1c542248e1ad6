/** The examples of README and docs, run in order against one server, print the output that is shown. Others are checked for syntax. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, ID, Users } from "node-appwrite-27";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../sdk/harness/server.ts";
import { blocksIn, type Example, examplesIn } from "./documentation/examples.ts";
import { openBrowser, type Person } from "./documentation/person.ts";

const run = promisify(execFile);

/** The environment, without the variables that colour the output. */
const plain = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined };

/** The documents with examples, in the order in which they run: later ones meet the users of earlier ones. */
const paths = [
  "README.md",
  "docs/sign-in.md",
  "docs/accounts.md",
  "docs/quick-start.md",
  "docs/passwords.md",
  "docs/webhooks.md",
];
/** The kinds of examples, and the language that their blocks name. */
const fences = { js: "js", curl: "sh", python: "python", php: "php", ruby: "ruby" } as const;
type Kind = keyof typeof fences;

const documents = await Promise.all(
  paths.map(async (path) => ({ path, text: await readFile(join(import.meta.dirname, "../..", path), "utf8") })),
);

/** The endpoint, the key and a user's JWT as the documents write them. */
const shownEndpoint = "http://localhost:8787/v1";
const shownKey = "<API_KEY>";
const shownJwt = "<JWT>";

/** The interpreters of Debian that examples run in, and how each checks a file without running it. */
const interpreters = {
  python: { command: "python3", check: ["-m", "py_compile"] },
  php: { command: "php", check: ["-l"] },
  ruby: { command: "ruby", check: ["-c"] },
} as const;
type Interpreted = keyof typeof interpreters;
const interpreted: readonly Interpreted[] = ["python", "php", "ruby"];

/** In CI a missing interpreter fails its tests. */
const isAbsent = (command: string): boolean =>
  process.env["CI"] === undefined && spawnSync(command, ["--version"]).error !== undefined;

/** The packages that the documents install, each with the package that stands for it here. */
const packages: Readonly<Record<string, string>> = {
  appwrite: "appwrite",
  jose: "jose",
  "node-appwrite": "node-appwrite-27",
};

const examplesOf = (kind: Kind): readonly (Example & { readonly path: string })[] =>
  documents.flatMap(({ path, text }) => examplesIn(text, kind, fences[kind]).map((example) => ({ ...example, path })));

const markersOf = (kind: Kind): number =>
  documents.reduce((sum, { text }) => sum + text.split(`<!-- example: ${kind} -->`).length - 1, 0);

/** Makes two runs comparable: generated ids, dates and fresh hashes differ from run to run, all else may not. */
const normalised = (output: string): string =>
  output
    .trim()
    .replaceAll(/\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}/g, "<hash>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00/g, "<date>")
    .replaceAll(/\b[0-9a-f]{20}\b/g, "<id>");

describe("the documentation", () => {
  let server: Server;
  let person: Person;
  let jwt: string;
  let scratch: string;
  beforeAll(async () => {
    server = await startServer();
    person = await openBrowser(server.kv);
    const users = new Users(new Client().setEndpoint(server.endpoint).setProject(server.projectId).setKey(server.key));
    const { $id: userId } = await users.create({ userId: ID.unique() });
    ({ jwt } = await users.createJWT({ userId }));
    scratch = await mkdtemp(join(tmpdir(), "rollcall-documentation-"));
    // An answer of 400 or more is a failure of the command.
    await writeFile(join(scratch, ".curlrc"), "silent\nshow-error\nfail-with-body\n");
  });
  afterAll(async () => {
    person.close();
    await server.stop();
    await rm(scratch, { recursive: true });
  });

  /** A piece of a document for this server. */
  const adapted = (code: string) =>
    code
      .replaceAll(shownEndpoint, server.endpoint)
      .replaceAll(shownKey, server.key)
      .replaceAll(shownJwt, jwt)
      .replaceAll(/\bprompt\("[^"]*email"\)|\bprompt\("[^"]*app"\)|\blocation\.search\b/g, (asked) =>
        person.answer(asked),
      )
      .replaceAll(/(?<=from )"([\w-]+)"/g, (_, name: string) =>
        JSON.stringify(import.meta.resolve(packages[name] ?? name)),
      );

  const programs = examplesOf("js");
  const commands = examplesOf("curl");

  test("has programs with their output, and commands", () => {
    expect(programs.map(({ output }) => typeof output)).toEqual(Array.from(programs, () => "string"));
    expect(commands).not.toEqual([]);
    expect([programs.length, commands.length]).toEqual([markersOf("js"), markersOf("curl")]);
  });

  test("shows the key in server programs only, and uses each package", () => {
    const imported = programs.map(({ code }) => /from "([\w-]+)";/.exec(code)?.[1] ?? "");
    expect([...new Set(imported)].toSorted()).toEqual(Object.keys(packages).toSorted());
    expect(programs.map(({ code }) => code.includes(shownKey))).toEqual(
      imported.map((name) => name === "node-appwrite"),
    );
    expect(programs.every(({ code }) => code.includes(`"${shownEndpoint}"`))).toBe(true);
  });

  test("has no JavaScript that does not run", () => {
    const blocks = documents.flatMap(({ text }) => [...text.matchAll(/^```(?:js|javascript)$/gm)]).length;
    // The two of docs/quick-start.md are the generated first lines of a program. receivers.test.ts runs that of docs/webhooks.md.
    expect(blocks).toBe(programs.length + 3);
  });

  test("has no program that is wider than a page at GitHub", () => {
    const blocks = documents.flatMap(({ text }) =>
      ["js", "python", "php", "ruby"].flatMap((each) => blocksIn(text, each)),
    );
    expect(blocks.flatMap((code) => code.split("\n")).filter((line) => line.length > 105)).toEqual([]);
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

  describe.each(interpreted)("%s", (language) => {
    const { check, command } = interpreters[language];
    const examples = examplesOf(language);
    const file = () => join(scratch, `program.${language}`);

    test("has a program that runs", () => {
      expect(examples.map(({ output }) => typeof output)).toEqual(["string"]);
      expect(markersOf(language)).toBe(1);
    });

    test.skipIf(isAbsent(command)).each(examples)(
      "$path shows what a program prints",
      async ({ code, output = "" }) => {
        await writeFile(file(), adapted(code));
        const { stderr, stdout } = await run(command, [file()], { env: plain });
        expect({ stderr, stdout: normalised(stdout) }).toEqual({ stderr: "", stdout: normalised(output) });
      },
    );

    // The SDKs of these languages are not on npm: the first lines of a program with them are parsed, and not run.
    const blocks = documents.flatMap(({ path, text }) => blocksIn(text, language).map((code) => ({ path, code })));

    test.skipIf(isAbsent(command)).each(blocks)("$path has valid syntax: $code", async ({ code }) => {
      await writeFile(file(), language === "php" && !code.startsWith("<?php") ? `<?php\n${code}` : code);
      await expect(run(command, [...check, file()], { env: plain })).resolves.toBeDefined();
    });
  });

  test.each(commands)("$path shows what a command prints: $code", async ({ code, output }) => {
    const { stdout } = await run("sh", ["-ec", adapted(code)], { env: { ...plain, CURL_HOME: scratch } });
    if (output !== undefined) expect(normalised(stdout)).toBe(normalised(output));
  });
});
