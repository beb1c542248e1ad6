/** The lock of a state folder: one `npm start` at a time writes to a database. */
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { codeOf, Refusal, writeTo } from "./refusal.ts";

const holder = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The start of the process, as `ps` writes it: a later process may have the number. "" where there is no `ps`. */
  began: v.string(),
  /** The origin of the Worker on this machine. */
  origin: v.string(),
});

export type Holder = v.InferOutput<typeof holder>;

const fileIn = (persistTo: string): string => join(persistTo, "npm-start.lock");

/**
 * The start of a process; "" where it is gone, or the system has no `ps`. A zombie counts as gone: in a container there
 * may be no parent to collect it.
 */
function beganAt(pid: number): string {
  const { error, stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const [, state = "Z", began = ""] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
  return error !== undefined || state.startsWith("Z") ? "" : began;
}

function isRunning({ began, pid }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to another user.
    if (codeOf(error) !== "EPERM") return false;
  }
  return began === "" || beganAt(pid) === began;
}

/** Reads a lock file; null: there is none. A malformed one is stale. */
function read(file: string): { readonly text: string; readonly holder: Holder | null } | null {
  try {
    const text = readFileSync(file, "utf8");
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), holder), text);
    return { text, holder: parsed.success ? parsed.output : null };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** The `npm start` that serves a state folder; null: there is none. */
export function findHolder(persistTo: string): Holder | null {
  const found = read(fileIn(persistTo))?.holder ?? null;
  return found !== null && isRunning(found) ? found : null;
}

/** Moves a stale lock aside. If another process has taken the lock in the meantime, it is put back. */
function clearStale(file: string, stale: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") !== stale) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

const refusal = (persistTo: string, { origin, pid }: Holder): Refusal =>
  new Refusal(
    `An npm start serves ${persistTo} already (process ${pid}, ${origin}/v1). Stop it, or give this one a state of its ` +
      `own: npm start -- --port PORT --persist-to DIR`,
  );

/**
 * Takes the lock until this process exits. A lock whose process is gone is taken over.
 * @param origin of the Worker that this process will start
 * @throws Refusal where another process holds it, or the folder cannot be written
 */
export function takeLock(persistTo: string, origin: string): void {
  const file = fileIn(persistTo);
  const mine: Holder = { pid: process.pid, began: beganAt(process.pid), origin };
  // Written to another file and linked into place, so that the lock never exists half written.
  const draft = `${file}.${process.pid}.new`;
  writeTo(`The folder ${persistTo}`, () => {
    mkdirSync(persistTo, { recursive: true });
    writeFileSync(draft, JSON.stringify(mine));
  });
  try {
    for (let tries = 0; tries < 5; tries++) {
      try {
        linkSync(draft, file);
        process.on("exit", () => rmSync(file, { force: true }));
        return;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
      const found = read(file);
      if (found === null) continue;
      if (found.holder !== null && isRunning(found.holder)) throw refusal(persistTo, found.holder);
      clearStale(file, found.text);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new Refusal(`The lock ${file} could not be taken. Remove it if no npm start runs there.`);
}
