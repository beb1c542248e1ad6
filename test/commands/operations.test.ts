/** docs/operations.md, followed as a new operator would: its commands are run as they stand, against the stand-in. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { keyId } from "../../src/lib/crypto/derive.ts";
import { seal } from "../../src/lib/crypto/box.ts";
import { sealedColumns, sealedContext } from "../../src/storage/sealed.ts";
import { type Script, servingOf } from "../harness/cloudflare/scripts.ts";
import { type Ran, Rehearsal } from "./rehearsal.ts";

// A deployment takes five seconds, or three times as long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const rehearsal = new Rehearsal();
beforeAll(() => rehearsal.begin());
afterAll(() => rehearsal.end());

const { cloudflare } = rehearsal;

/** The blocks of a section, each as its language and its text. */
function blocksOf(heading: string) {
  const [, section] = rehearsal.read("docs/operations.md").split(`\n## ${heading}\n`);
  const [text = ""] = section?.split("\n## ") ?? [];
  const blocks = [...text.matchAll(/^```(sh|toml)\n([^]*?)^```$/gm)];
  if (blocks.length === 0) throw new Error(`docs/operations.md has nothing to do under "${heading}".`);
  return blocks.map(([, language = "", block = ""]) => ({ language, block }));
}

/** Writes a block of TOML into the file that its first line names. */
function configure(block: string): void {
  const [first = "", ...lines] = block.split("\n");
  const file = first.replace("# ", "");
  const text = lines.join("\n").trim();
  const before = existsSync(join(rehearsal.path, file)) ? rehearsal.read(file) : "";
  const section = /^\[\[d1_databases\]\]\n(?:[^[\n].*\n)*/m;
  if (text.startsWith("[[d1_databases]]")) rehearsal.write(file, before.replace(section, `${text}\n`));
  else rehearsal.write(file, text.startsWith("[") || before === "" ? `${before}\n${text}\n` : `${text}\n${before}`);
}

/**
 * Follows a section, and stops where a command fails.
 * @param change fills in the values of the operator
 * @returns the outcomes of the commands
 */
async function follow(heading: string, change = (block: string): string => block): Promise<readonly Ran[]> {
  const all: Ran[] = [];
  for (const { block, language } of blocksOf(heading)) {
    if (language === "toml") {
      configure(block);
      continue;
    }
    const ran = await rehearsal.shell(change(block));
    expect({ block, status: ran.status, stderr: ran.status === 0 ? "" : ran.stderr }).toEqual({
      block,
      status: 0,
      stderr: "",
    });
    all.push(ran);
  }
  return all;
}

function worker(name: string): Script {
  const script = cloudflare.scripts.get(name);
  if (script === undefined) throw new Error(`There is no Worker ${name}.`);
  return script;
}

/** The database that a Worker is bound to. */
function databaseOf(name: string) {
  const id = servingOf(worker(name))?.bindings.find((binding) => binding.name === "DB")?.["id"];
  const found = cloudflare.databases.get(String(id));
  if (found === undefined) throw new Error(`The Worker ${name} has no database.`);
  return found;
}

const rowsOf = (name: string, sql: string) => databaseOf(name).sqlite.run(sql, Date.now())[0]?.results;

const teams = () => rowsOf("rollcall", "SELECT name FROM teams");
const addTeam = (name: string) =>
  rowsOf(
    "rollcall",
    `INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words) VALUES ('${name}', 1, 1, '${name}', '${name}', 0, '{}', '[]')`,
  );

test("deploy", async () => {
  await follow("Deploy");
  const { API_KEY, SECRET_KEY } = cloudflare.secretsOf("rollcall");
  expect(rehearsal.read(".dev.vars.production")).toBe(`API_KEY=${API_KEY ?? ""}\nSECRET_KEY=${SECRET_KEY ?? ""}\n`);
  expect(worker("rollcall").deployments).toHaveLength(2);
  expect(servingOf(worker("rollcall"))?.placement).toEqual({ mode: "smart" });
});

test("settings outside git, with a domain of their own", async () => {
  await follow("Keep settings outside git");
  expect(rowsOf("shop", "SELECT project_id FROM settings")).toEqual([{ project_id: "shop" }]);
  await follow("Use a domain of your own");
  expect(cloudflare.addresses.domains.get("auth.example.com")?.service).toBe("shop");
  expect(worker("shop").workersDev).toBe(true);
});

test("an environment", async () => {
  await follow("Deploy a second environment");
  expect(databaseOf("rollcall-staging").name).toBe("rollcall-staging");
  expect(cloudflare.secretsOf("rollcall-staging")["API_KEY"]).not.toBe(cloudflare.secretsOf("rollcall")["API_KEY"]);
});

test("an upgrade with a migration, and the way back, which changes no data", async () => {
  addTeam("before");
  const version = servingOf(worker("rollcall"))?.id;
  rehearsal.write("drizzle/9000_upgrade.sql", "ALTER TABLE teams ADD motto text;\n");
  await follow("Upgrade", (block) => block.replace("git pull\nnpm ci\n", ""));
  expect(servingOf(worker("rollcall"))?.id).not.toBe(version);
  expect(rowsOf("rollcall", "SELECT name, motto FROM teams")).toEqual([{ name: "before", motto: null }]);
  await follow("Roll back");
  expect(servingOf(worker("rollcall"))?.id).toBe(version);
  expect(rowsOf("rollcall", "SELECT name, motto FROM teams")).toEqual([{ name: "before", motto: null }]);
});

test("a backup, and both ways to restore", async () => {
  await follow("Back up");
  expect(rehearsal.read("backup.sql")).toMatch(/INSERT INTO "teams" .*'before'/);
  const moment = Date.now();
  await new Promise((resolve) => void setTimeout(resolve, 5));
  addTeam("after");
  const [back] = await follow("Restore", (block) => block.replace("Date.now() - 10 * 60_000", `${moment}`));
  expect(back?.stdout).toMatch(/"previous_bookmark": "\w+"/);
  const left = cloudflare.database("rollcall").sqlite.run("SELECT name FROM teams", Date.now())[0]?.results;
  expect(left).toEqual([{ name: "before" }]);
  expect(databaseOf("rollcall").name).toBe("rollcall-restored");
  expect(teams()).toEqual([{ name: "before" }]);
});

test("a move to another region moves all data, and stops serving meanwhile", async () => {
  addTeam("moving");
  // The database that serves is the restored one by now.
  const [copied] = await follow("Move to another region", (block) =>
    block.replace("export rollcall ", "export rollcall-restored "),
  );
  expect(copied?.calls[0]).toBe("GET /workers/services/rollcall");
  expect(databaseOf("rollcall")).toMatchObject({ name: "rollcall-eu", jurisdiction: "eu" });
  expect(teams()).toEqual([{ name: "before" }, { name: "moving" }]);
  expect(Object.keys(cloudflare.secretsOf("rollcall"))).toEqual(["API_KEY", "SECRET_KEY"]);
});

test("a project's new name", async () => {
  rehearsal.edit("wrangler.toml", 'PROJECT_ID = "rollcall"', 'PROJECT_ID = "club"');
  await follow("Rename the project");
  expect(rowsOf("rollcall", "SELECT project_id FROM settings")).toEqual([{ project_id: "club" }]);
});

test("a rotation of both secrets keeps sealed values readable", async () => {
  const column = sealedColumns.find(({ table }) => table === "providers");
  if (column === undefined) throw new Error("No column of providers is sealed.");
  const old = cloudflare.secretsOf("rollcall");
  const sealed = await seal([fromHex(old["SECRET_KEY"] ?? "")], sealedContext(column, "p"), "{}");
  rowsOf(
    "rollcall",
    `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
    VALUES ('p', 1, 1, 'p', 'p', 'mock', 'email', 0, '${sealed}', '{}', '[]')`,
  );

  await follow("Rotate API_KEY");
  expect(cloudflare.secretsOf("rollcall")["API_KEY"]).not.toBe(old["API_KEY"]);
  await follow("Rotate SECRET_KEY", (block) =>
    // The last block is for a secret that has leaked, which has a test of its own below.
    block.includes("leaked") ? "true" : block.replace("read -r OLD", `OLD=${old["SECRET_KEY"] ?? ""}`),
  );
  const { SECRET_KEY = "", SECRET_KEY_PREVIOUS } = cloudflare.secretsOf("rollcall");
  expect(SECRET_KEY).not.toBe(old["SECRET_KEY"]);
  expect(SECRET_KEY_PREVIOUS).toBeUndefined();
  const [row] = rowsOf("rollcall", "SELECT credentials FROM providers") ?? [];
  expect(row?.["credentials"]).toMatch(new RegExp(`^${keyId(fromHex(SECRET_KEY))}\\.`));

  const leaked = blocksOf("Rotate SECRET_KEY").find(({ block }) => block.includes("leaked"));
  expect((await rehearsal.shell(leaked?.block ?? "false")).status).toBe(0);
  expect(cloudflare.secretsOf("rollcall")["SECRET_KEY"]).not.toBe(SECRET_KEY);
});
