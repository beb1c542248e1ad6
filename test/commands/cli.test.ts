/** Appwrite's command-line client sets itself up against `npm start`, and administers users and teams. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppwriteCli, installAppwriteCli } from "./appwrite-cli.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart, type Starting } from "./npm-start.ts";

const quickStart = readFileSync(join(import.meta.dirname, "../../docs/quick-start.md"), "utf8");

/** The oldest and the newest that are served, and the last one for format 1.7; each asks for another response format. */
const versions = ["6.2.3", "8.3.0", "12.0.1"];

let checkout: Checkout;
let started: Starting;
beforeAll(async () => {
  checkout = copyCheckout();
  started = await npmStart(checkout);
  await started.ready();
});
afterAll(async () => {
  started.child.kill("SIGTERM");
  await started.ended;
  checkout.remove();
});

/** The commands of docs/quick-start.md, as arguments for this server. */
function commandsOf(document: string, key: string): readonly (readonly string[])[] {
  const [, block = ""] = /<!-- example: cli -->\n+```sh\n([^]*?)```/.exec(document) ?? [];
  const adapted = block.replace("http://localhost:8787/v1", started.endpoint).replace('"<API_KEY>"', key);
  return Array.from(adapted.matchAll(/^appwrite (.+)$/gm), ([, args = ""]) => args.split(" "));
}

describe.each(versions)("appwrite-cli %s", (version) => {
  let cli: AppwriteCli;
  beforeAll(async () => {
    cli = await installAppwriteCli(version);
  });
  afterAll(() => cli.remove());

  const json = async (...args: readonly string[]) => JSON.parse(await cli.appwrite(...args, "--json")) as unknown;

  test("sets up with endpoint, project and key, then creates and lists users, as docs/quick-start.md shows", async () => {
    const key = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
    const [setUp = [], create = [], list = [], ...more] = commandsOf(quickStart, key);
    expect(more).toEqual([]);
    expect(await cli.appwrite(...setUp)).toContain("Setting client");

    expect(await json("users", "list")).toEqual({ total: 0, users: [] });
    const ada = { $id: "ada", email: "ada@mail.example", name: "Ada" };
    expect(await json(...create)).toMatchObject(ada);
    expect(await json(...list)).toMatchObject({ total: 1, users: [ada] });
    expect(await json("users", "list-logs", "--user-id", "ada")).toMatchObject({ total: 1 });
    expect(await json("health", "get")).toMatchObject({ status: "pass" });
  });

  test("changes a user, and makes a team of them", async () => {
    const ada = ["--user-id", "ada"];
    expect(await json("users", "update-name", ...ada, "--name", "Ada L.")).toMatchObject({ name: "Ada L." });
    expect(await json("users", "update-labels", ...ada, "--labels", "vip", "early")).toMatchObject({
      labels: ["vip", "early"],
    });
    expect(await json("users", "update-status", ...ada, "--status", "false")).toMatchObject({ status: false });
    expect(await json("users", "update-status", ...ada, "--status", "true")).toMatchObject({ status: true });
    const crew = ["--team-id", "crew"];
    expect(await json("teams", "create", ...crew, "--name", "Crew")).toMatchObject({ $id: "crew", total: 0 });
    expect(await json("teams", "create-membership", ...crew, ...ada, "--roles", "pilot")).toMatchObject({
      userId: "ada",
      roles: ["pilot"],
    });
    expect(await json("teams", "list")).toMatchObject({ total: 1, teams: [{ name: "Crew", total: 1 }] });
  });

  test("says why a command is refused", async () => {
    const refused = cli.appwrite("users", "get", "--user-id", "nobody");
    await expect(refused).rejects.toThrow("User with the requested ID could not be found.");
  });

  test("deletes them", async () => {
    await cli.appwrite("teams", "delete", "--team-id", "crew");
    await cli.appwrite("users", "delete", "--user-id", "ada");
    expect(await json("teams", "list")).toMatchObject({ total: 0 });
    expect(await json("users", "list")).toEqual({ total: 0, users: [] });
  });
});
