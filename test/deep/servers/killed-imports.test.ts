/**
 * 50,000 users by `npm run import` into a real workerd with its database on disk: server and client are killed repeatedly,
 * and every user exists once (docs/spec/import.md#outcomes).
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startImport } from "../../commands/import/command.ts";
import { checks } from "../../imports/checks.ts";
import { type Server, startServer } from "../../sdk/harness/server.ts";

const [usersMax, kills] = [50_000, 6];

/** The workerd processes that this process has started. */
const workerds = (): readonly number[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const [, name, fields = ""] = /\((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
        return name === "workerd" && Number(fields.split(" ")[1]) === process.pid;
      } catch {
        // The process has ended since the folder was read.
        return false;
      }
    });

const folder = mkdtempSync(join(tmpdir(), "rollcall-killed-imports-"));
const [path, file] = [join(folder, "state"), join(folder, "users.ndjson")];

let server: Server;
beforeAll(async () => {
  const rows = Array.from({ length: usersMax }, (_, index) =>
    JSON.stringify({ $id: `user-${index}`, name: `Ada ${index}`, email: `ada.${index}@mail.example`, labels: ["vip"] }),
  );
  writeFileSync(file, `${rows.join("\n")}\n`);
  server = await startServer({}, { state: { path, isNew: true } });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const countUsers = async (): Promise<number> =>
  (await server.db.prepare("SELECT users FROM user_totals").first<number>("users")) ?? 0;

/** Kills the server, and restarts it at the same address. */
async function killServer(): Promise<void> {
  const port = Number(new URL(server.endpoint).port);
  for (const pid of workerds()) process.kill(pid, "SIGKILL");
  await server.stop().catch(() => undefined);
  server = await startServer({}, { state: { path, isNew: false }, port });
}

test(
  `${usersMax} users, through ${kills} kills of the server, of which every other one takes the client along`,
  async () => {
    const args = [file, "--from", "rollcall"];
    let command = startImport(server, args);
    for (let kill = 0; kill < kills; kill += 1) {
      while ((await countUsers()) < ((kill + 1) * usersMax) / (kills + 1)) await wait(100);
      const takesClient = kill % 2 === 1;
      if (takesClient) command.child.kill("SIGKILL");
      await killServer();
      if (!takesClient) continue;
      await command.ended;
      command = startImport(server, args);
    }
    const { status, stderr } = await command.ended;
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });

    const { db } = server;
    expect(await db.prepare("SELECT count(*) AS n FROM users").first("n")).toBe(usersMax);
    expect(await db.prepare("SELECT count(*) AS n FROM logs WHERE event = 'users.import'").first("n")).toBe(1);
    for (const [name, query] of Object.entries(checks)) {
      expect({ name, wrong: await db.prepare(query).first("wrong") }).toEqual({ name, wrong: 0 });
    }
  },
  15 * 60_000,
);
