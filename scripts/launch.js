/**
 * Runs a command of package.json: `node scripts/launch.js start --port 8799` runs scripts/start.ts. Plain JavaScript without
 * packages, so that it can report a Node that is too old for the rest, and install missing packages.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @param {string} message */
function refuse(message) {
  console.error(message);
  process.exit(1);
}

/** @param {string} version such as "22.18" @returns {number[]} */
const parse = (version) => version.split(".").map(Number);

const manifest = readFileSync(join(root, "package.json"), "utf8");
const [needed, present] = [/"node": ">=([\d.]+)"/.exec(manifest)?.[1] ?? "", process.versions.node];
const [[major = 0, minor = 0], [ownMajor = 0, ownMinor = 0]] = [parse(needed), parse(present)];
if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
  refuse(
    `Rollcall needs Node ${needed} or newer, and this is Node ${present}. Install a newer one from https://nodejs.org.`,
  );
}

if (!existsSync(join(root, "node_modules"))) {
  console.log("Installing the packages…");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status } = spawnSync(npm, ["ci"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) refuse("The packages could not be installed. Run `npm ci`, which says why, then this again.");
}

const [, , name = "", ...args] = process.argv;
const script = join(root, "scripts", `${name}.ts`);
process.argv = [process.execPath, script, ...args];
await import(pathToFileURL(script).href);
