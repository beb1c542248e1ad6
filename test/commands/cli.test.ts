/** Appwrite's command-line client sets itself up against `npm start`, and administers users. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppwriteCli, installAppwriteCli } from "./appwrite-cli.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { npmStart, type Starting } from "./npm-start.ts";

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

test("sets up with endpoint, project and key, then creates and lists users", async () => {
  const key = parseEnv(readFileSync(join(checkout.path, ".dev.vars"), "utf8"))["API_KEY"] ?? "";
  const named = ["--endpoint", started.endpoint, "--project-id", "rollcall", "--key", key];
  expect(await cli.appwrite("client", ...named)).toContain("Setting client");

  const json = async (...args: readonly string[]) => JSON.parse(await cli.appwrite(...args, "--json")) as unknown;
  expect(await json("users", "list")).toEqual({ total: 0, users: [] });
  const ada = { $id: "ada", email: "ada@mail.example", name: "Ada" };
  const described = ["--user-id", ada.$id, "--email", ada.email, "--name", ada.name];
  expect(await json("users", "create", ...described)).toMatchObject(ada);
  expect(await json("users", "list", "--search", "ada")).toMatchObject({ total: 1, users: [ada] });
  expect(await json("users", "list-logs", "--user-id", "ada")).toMatchObject({ total: 1 });
  expect(await json("health", "get")).toMatchObject({ status: "pass" });
});
