/** The server SDK in other runtimes than Node, and the SDK of Appwrite's console in Node, each in a process of its own. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../sdk/harness/server.ts";
import { installed } from "./installed.ts";
import { terminal } from "./npm-start.ts";

const execute = promisify(execFile);
const program = join(import.meta.dirname, "runtimes/calls.mjs");
const newestSdk = pathToFileURL(createRequire(import.meta.url).resolve("node-appwrite-27")).href;

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** The program of a package that has a separate package for each platform. */
async function binaryOf(name: string, version: string, candidates: readonly string[]): Promise<string> {
  const folder = await installed(name, version);
  const binary = candidates.map((path) => join(folder, "node_modules", path)).find(existsSync);
  if (binary === undefined) throw new Error(`${name} ${version} has no program for this platform.`);
  return binary;
}

const { arch, platform } = process;

const deno = async () => [
  await binaryOf("deno", "2.9.6", [
    `@deno/${platform}-${arch}-glibc/deno`,
    `@deno/${platform}-${arch}/deno`,
    `@deno/${platform}-${arch}/deno.exe`,
  ]),
  "run",
  "--allow-all",
  "--no-lock",
];

const bun = async () => [
  await binaryOf("bun", "1.4.5", [
    `@oven/bun-${platform}-${arch}/bin/bun`,
    `@oven/bun-${platform}-${arch}-baseline/bin/bun`,
    `@oven/bun-${platform}-${arch}/bin/bun.exe`,
  ]),
];

async function consoleSdk(): Promise<string> {
  const folder = await installed("@appwrite.io/console", "23.0.0");
  return pathToFileURL(join(folder, "node_modules/@appwrite.io/console/dist/cjs/sdk.js")).href;
}

test.each<
  [name: string, command: () => Promise<readonly string[]> | readonly string[], sdk: () => Promise<string> | string]
>([
  ["node-appwrite 27 under Deno", deno, () => newestSdk],
  ["node-appwrite 27 under Bun", bun, () => newestSdk],
  ["@appwrite.io/console 23 with a key, under Node", () => [process.execPath], consoleSdk],
])("%s manages users", async (_, command, sdk) => {
  const [file = "", ...args] = await command();
  const { endpoint, key, projectId } = server;
  const options = { env: { ...terminal, NO_COLOR: "1" } };
  const { stdout } = await execute(file, [...args, program, await sdk(), endpoint, projectId, key], options);
  expect(JSON.parse(stdout)).toEqual({
    created: ["ada@mail.example", "argon2", true],
    labels: ["vip"],
    prefs: { theme: "dark", tabs: [1, 2] },
    imported: "md5",
    found: [1, ["Ada"]],
    refused: [404, "user_not_found"],
    jwt: 3,
    account: "Ada",
    left: 0,
  });
});
