/** Files that other services export, imported by the command: row by row, and then each password signs in. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../../sdk/harness/server.ts";
import { TOTP } from "otpauth";
import { exports } from "./expected.ts";
import { countsOf, dump, exportsFolder, rejectsIn, runImport } from "./command.ts";

let shared: Server;
const scratch = mkdtempSync(join(tmpdir(), "rollcall-exports-"));

beforeAll(async () => {
  shared = await startServer({ RATE_LIMITS: "off" });
});
afterAll(async () => {
  await shared.stop();
  rmSync(scratch, { recursive: true });
});

async function call(server: Server, method: string, path: string, body?: unknown, withKey = true) {
  const response = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "x-appwrite-project": server.projectId,
      ...(withKey ? { "x-appwrite-key": server.key } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** Signs in to an account that requires an authenticator app, with a code of the app. */
async function signInWithTotp(
  server: Server,
  { email, password, secret }: NonNullable<(typeof exports)[number]["totp"]>,
) {
  const { body: session } = await call(server, "POST", "/account/sessions/email", { email, password });
  const headers = {
    "content-type": "application/json",
    "x-appwrite-project": server.projectId,
    "x-appwrite-session": session.secret,
  };
  const ask = async (method: string, body: unknown) =>
    await fetch(`${server.endpoint}/account/mfa/challenge`, { method, headers, body: JSON.stringify(body) });
  expect((await fetch(`${server.endpoint}/account`, { headers })).status).toBe(401);
  const challenge = (await (await ask("POST", { factor: "totp" })).json()) as { $id: string };
  const otp = new TOTP({ secret }).generate();
  expect((await ask("PUT", { challengeId: challenge.$id, otp })).status).toBe(200);
  expect((await fetch(`${server.endpoint}/account`, { headers })).status).toBe(200);
}

describe.each(exports)("$file", (expected) => {
  const { args = [], counts, file, identities = {}, left = [], passwords, rejects = [], title, totp, users } = expected;
  let server: Server;
  beforeAll(async () => {
    server = expected.isAlone === true ? await startServer({ RATE_LIMITS: "off" }) : shared;
  });
  afterAll(async () => {
    if (server !== shared) await server.stop();
  });

  const path = join(exportsFolder, file);
  const rejected = join(scratch, `${file}.rejects`);
  const all = [path, ...args, "--rejects", rejected, "--checkpoint", join(scratch, `${file}.checkpoint`)];

  test("a dry run reports the outcome of each row, and writes nothing", async () => {
    const before = await dump(server.db);
    const ran = await runImport(server, [...all, "--dry-run"]);
    expect(ran.stderr).toContain(`Recognised as: ${title}`);
    expect(countsOf(ran)).toMatchObject(counts);
    expect(rejectsIn(rejected)).toEqual(rejects);
    expect(await dump(server.db)).toBe(before);
  });

  test("the import has the outcomes of the dry run", async () => {
    const ran = await runImport(server, all);
    expect(countsOf(ran)).toMatchObject(counts);
    expect(ran.status).toBe(rejects.length === 0 ? 0 : 1);
    expect(rejectsIn(rejected)).toEqual(rejects);
    expect([...ran.stdout.matchAll(/^left out: (.*)$/gm)].map(([, what]) => what)).toEqual(left);
    for (const [id, members] of Object.entries(users)) {
      expect((await call(server, "GET", `/users/${id}`)).body, id).toMatchObject({ $id: id, ...members });
    }
    for (const [id, known] of Object.entries(identities)) {
      const { body } = await call(server, "GET", "/users/identities");
      const own = body.identities.filter(({ userId }: { userId: string }) => userId === id);
      expect(own.map((one: { provider: string; providerUid: string }) => `${one.provider} ${one.providerUid}`)).toEqual(
        known,
      );
    }
  });

  test("everyone signs in with the password they had", async () => {
    for (const [who, password] of passwords) {
      const signedIn = who.includes("@")
        ? await call(server, "POST", "/account/sessions/email", { email: who, password }, false)
        : await call(server, "POST", `/users/${who}/password/verify`, { password });
      expect(signedIn.status, who).toBe(who.includes("@") ? 201 : 204);
    }
    if (totp !== undefined) await signInWithTotp(server, totp);
  });
});
