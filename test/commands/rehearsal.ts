/** Commands of this project and of wrangler, run in a copy of it against a stand-in for Cloudflare. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { Cloudflare } from "../harness/cloudflare/server.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";

export const apiKey = `standard_${"0123456789abcdef".repeat(16)}`;
export const secretKey = "0123456789abcdef".repeat(4);

/** The outcome of a command. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The calls of the API, in their order. */
  readonly calls: readonly string[];
}

export class Rehearsal {
  readonly cloudflare = new Cloudflare();
  readonly #checkouts: Checkout[] = [copyCheckout()];
  #checkout = 0;
  /** Variables of the commands, over those that lead to the stand-in. */
  variables: Readonly<Record<string, string>> = {};
  #screen = "";

  async begin(): Promise<void> {
    await this.cloudflare.listen();
  }

  async end(): Promise<void> {
    for (const checkout of this.#checkouts) checkout.remove();
    await this.cloudflare.close();
  }

  /** Continues in another copy, as a second operator would. */
  useNewCheckout(): void {
    this.#checkout = this.#checkouts.push(copyCheckout()) - 1;
  }

  get path(): string {
    const checkout = this.#checkouts[this.#checkout];
    if (checkout === undefined) throw new Error("There is no checkout.");
    return checkout.path;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.path, name), content);
  }

  /** Replaces a text in a file that has it. */
  edit(name: string, from: string, to: string): void {
    const before = this.read(name);
    if (!before.includes(from)) throw new Error(`${name} has no "${from}".`);
    this.write(name, before.replace(from, to));
  }

  /** All that was on the screen. */
  get screen(): string {
    return this.#screen;
  }

  /** The migrations of this version, in their order. */
  get migrations(): readonly string[] {
    return readdirSync(join(this.path, "drizzle"))
      .filter((name) => name.endsWith(".sql"))
      .toSorted();
  }

  /** Writes the two secrets into a file. @returns its name */
  writeSecrets(): string {
    this.write(".dev.vars.production", `API_KEY=${apiKey}\nSECRET_KEY=${secretKey}\n`);
    return ".dev.vars.production";
  }

  deploy(...args: readonly string[]): Promise<Ran> {
    return this.node("scripts/deploy.ts", "--wait", "1", ...args);
  }

  wrangler(...args: readonly string[]): Promise<Ran> {
    return this.node("node_modules/wrangler/bin/wrangler.js", ...args);
  }

  /** Runs the indented commands of a text, as an operator would paste them. */
  follow(said: string): Promise<Ran> {
    const lines = said.split("\n").filter((line) => line.startsWith("  "));
    return this.shell(lines.join("\n").replaceAll("npm run deploy -- ", "npm run deploy -- --wait 1 "));
  }

  /** Runs a line of a shell, with the project's tools. */
  shell(line: string): Promise<Ran> {
    return this.#run("sh", ["-ec", line]);
  }

  node(...args: readonly string[]): Promise<Ran> {
    return this.#run(process.execPath, args);
  }

  async #run(command: string, args: readonly string[]): Promise<Ran> {
    const { cloudflare } = this;
    const first = cloudflare.calls.length;
    const child = spawn(command, args, {
      cwd: this.path,
      env: {
        ...process.env,
        ...cloudflare.environment,
        PATH: `${join(this.path, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
        FORCE_COLOR: "0",
        WRANGLER_LOG: "log",
        WRANGLER_SEND_METRICS: "false",
        ...this.variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    this.#screen += stdout + stderr;
    return {
      status: child.exitCode,
      stdout: stripVTControlCharacters(stdout),
      stderr: stripVTControlCharacters(stderr),
      calls: cloudflare.calls.slice(first),
    };
  }
}
