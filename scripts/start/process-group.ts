/**
 * Runs a command in a process group of its own, to end all of its processes: wrangler starts esbuild and workerd, and
 * neither ends when wrangler is killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a group may take to end by itself, and then to be gone once killed. */
const graceMs = 3_000;
const killedMs = 1_000;
const pollMs = 25;
/** How long the last output of a command may take to arrive. */
const outputMs = 500;

/** Characters of a command's output that are kept for the message about its end. */
const outputMax = 8_000;

/** Signals every process of the group; a group that has ended is not an error. @returns whether it has processes */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (signalGroup(pid, 0)) {
    if (performance.now() > deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

export class ProcessGroup {
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #killAtExit = () => void signalGroup(this.#pid, "SIGKILL");
  #output = "";
  /** Which lines are echoed; undefined: none are. */
  #isShown: ((line: string) => boolean) | undefined;

  /** Settles when the command itself has ended: its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;

  /** @param args of Node: a script and its arguments */
  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
    if (this.#child.pid === undefined) throw new Error(`${process.execPath} does not start.`);
    this.#pid = this.#child.pid;
    process.on("exit", this.#killAtExit);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-outputMax);
        const lines = `${rest}${text}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (this.#isShown?.(stripVTControlCharacters(line)) === true) process.stdout.write(`${line}\n`);
        }
      });
    }
    this.ended = this.#waitForEnd();
  }

  async #waitForEnd(): Promise<number | null> {
    const closed = once(this.#child, "close");
    await once(this.#child, "exit");
    // Its last output may still arrive. The time limit is for a process that it leaves behind, which keeps the pipe open.
    await Promise.race([closed, sleep(outputMs)]);
    return this.#child.exitCode;
  }

  /** The last output of the command, without colours. */
  get output(): string {
    return stripVTControlCharacters(this.#output).trim();
  }

  /** From now on, shows the lines that the command writes. @param isShown called with each line, without colours */
  echo(isShown: (line: string) => boolean): void {
    this.#isShown = isShown;
  }

  /** Ends every process of the group: sends SIGTERM first, and SIGKILL after the grace time. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#isShown = undefined;
    signalGroup(this.#pid, signal);
    if (!(await isGoneWithin(this.#pid, graceMs))) {
      signalGroup(this.#pid, "SIGKILL");
      await isGoneWithin(this.#pid, killedMs);
    }
    process.off("exit", this.#killAtExit);
  }
}
