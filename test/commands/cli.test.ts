/** Appwrite's command-line client sets itself up against `npm start`, and administers users. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppwriteCli, installAppwriteCli } from "./appwrite-cli.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart, type Starting } from "./npm-start.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

let checkout: Checkout;
let started: Starting;
let cli: AppwriteCli;
beforeAll(async () => {
  checkout = copyCheckout();
  cli = await installAppwriteCli();
  started = await npmStart(checkout);
  await started.ready();
});
afterAll(async () => {
  started.child.kill("SIGTERM");
  await started.ended;
  cli.remove();
  checkout.remove();
});

/** The commands that the README shows, as arguments for this server. */
function commandsOf(readme: string, key: string): readonly (readonly string[])[] {
  const [, block = ""] = /<!-- example: cli -->\n+```sh\n([^]*?)```/.exec(readme) ?? [];
  const adapted = block.replace("http://localhost:8787/v1", started.endpoint).replace('"<API_KEY>"', key);
  return Array.from(adapted.matchAll(/^appwrite (.+)$/gm), ([, args = ""]) => args.split(" "));
}

test("sets up with endpoint, project and key, then creates and lists users, as the README shows", async () => {
  const key = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  const [setUp = [], create = [], list = [], ...more] = commandsOf(readme, key);
  expect(more).toEqual([]);
  expect(await cli.appwrite(...setUp)).toContain("Setting client");

  const json = async (...args: readonly string[]) => JSON.parse(await cli.appwrite(...args, "--json")) as unknown;
  expect(await json("users", "list")).toEqual({ total: 0, users: [] });
  const ada = { $id: "ada", email: "ada@mail.example", name: "Ada" };
  expect(await json(...create)).toMatchObject(ada);
  expect(await json(...list)).toMatchObject({ total: 1, users: [ada] });
  expect(await json("users", "list-logs", "--user-id", "ada")).toMatchObject({ total: 1 });
  expect(await json("health", "get")).toMatchObject({ status: "pass" });
});
