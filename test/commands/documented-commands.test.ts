/** The commands of README and docs/migrate about keys, imports and exports work as the text says, beside a running `npm start`. */
import { copyFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { examplesIn } from "./documentation/examples.ts";
import { npmStart, run, type Starting } from "./npm-start.ts";

const root = join(import.meta.dirname, "../..");

/** The commands of a document, in the order in which it shows them. */
const commandsOf = (path: string): readonly string[] =>
  examplesIn(readFileSync(join(root, path), "utf8"), "command", "sh").map(({ code }) => code.trim());

let checkout: Checkout;
let started: Starting;
let apiKey: string;
beforeAll(async () => {
  checkout = copyCheckout();
  // The folder that the commands use by default.
  started = await npmStart(checkout, ["--persist-to", ".wrangler/state"]);
  await started.ready();
  apiKey = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  const ada = { userId: "ada", email: "ada@example.com", name: "Ada Lovelace", password: "analytical engine" };
  expect((await ask("/users", apiKey, ada)).status).toBe(201);
  copyFileSync(join(root, "test/commands/exports/appwrite-users.json"), join(checkout.path, "users.json"));
}, 120_000);
afterAll(async () => {
  started.child.kill("SIGTERM");
  await started.ended;
  checkout.remove();
});

const ask = (path: string, key: string, body?: object): Promise<Response> =>
  fetch(`${started.endpoint}${path}`, {
    headers: { "x-appwrite-project": "rollcall", "x-appwrite-key": key, "content-type": "application/json" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });

const listUsers = async (): Promise<unknown> => (await ask("/users", apiKey)).json();

/** Types commands into one shell. @returns its status and everything that it prints */
async function type(...commands: readonly string[]): Promise<{ readonly status: unknown; readonly output: string }> {
  const typed = commands.join("\n").replaceAll("<API_KEY>", apiKey);
  const shell = run(checkout, "sh", ["-ec", typed]);
  const [status] = await shell.ended;
  return { status, output: shell.output() };
}

const linesOf = (file: string): readonly unknown[] =>
  readFileSync(join(checkout.path, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));

const only = expect.objectContaining({ $id: "ada", email: "ada@example.com", hash: "argon2" });

test("README shows an import that writes nothing, an export and a new key, in this order", async () => {
  const [tryImport = "", exportAll = "", createKey = "", ...more] = commandsOf("README.md");
  expect(more).toEqual([]);

  expect(await type(tryImport)).toEqual({
    status: 0,
    output: expect.stringMatching(/^to create +[1-9][^]*Nothing is written/m),
  });
  expect(await listUsers()).toMatchObject({ total: 1 });

  expect(await type(exportAll)).toMatchObject({ status: 0 });
  expect(linesOf("users.ndjson")).toEqual([only]);

  const created = await type(createKey);
  const [key = ""] = /^standard_[0-9a-f]{256}$/m.exec(created.output) ?? [];
  expect((await ask("/users", key)).status).toBe(200);
  expect((await ask("/users", key, { userId: "unique()" })).status).toBe(201);
  expect((await ask("/teams", key)).status).toBe(401);
}, 120_000);

test("docs/migrate/leave.md exports all users, and everything about one, to files that only their owner reads", async () => {
  const commands = commandsOf("docs/migrate/leave.md");
  expect(commands).toHaveLength(2);
  expect(await type("rm users.ndjson", ...commands)).toMatchObject({ status: 0 });
  expect(linesOf("users.ndjson")).toContainEqual(only);
  const document: unknown = JSON.parse(readFileSync(join(checkout.path, "ada.json"), "utf8"));
  expect(JSON.stringify(document)).toContain("ada@example.com");
  for (const file of ["users.ndjson", "ada.json"]) expect(statSync(join(checkout.path, file)).mode & 0o777).toBe(0o600);
}, 120_000);

test("docs/migrate/README.md lists the sources, and imports after a dry run", async () => {
  const commands = commandsOf("docs/migrate/README.md");
  expect(commands).toHaveLength(2);
  const { output, status } = await type(...commands);
  expect({ output, status }).toMatchObject({ status: 0 });
  expect(output).toContain("firebase");
  const [, created] = /^created +(\d+)$/m.exec(output) ?? [];
  expect(await listUsers()).toMatchObject({ total: 2 + Number(created) });
}, 120_000);

test("a command without a running npm start says at once what to do", async () => {
  const { output, status } = await type(
    'ROLLCALL_KEY="<API_KEY>" npm run --silent export -- none.ndjson --persist-to elsewhere',
  );
  expect({ output, status }).toEqual({
    status: 1,
    output: expect.stringMatching(/^No npm start serves elsewhere\. Run npm start, /),
  });
});

test("README deploys for the first time as docs/operations.md does, whose commands test/commands/operations.test.ts runs", () => {
  const [, deployment = ""] =
    /^## Deploy\n+```sh\n([^]*?)```/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  const [login, ...commands] = deployment.trim().split("\n");
  expect(login).toBe("npx wrangler login");
  const operations = readFileSync(join(root, "docs/operations.md"), "utf8");
  expect(operations).toContain(`\`\`\`sh\n${commands.join("\n")}\n\`\`\``);
});
