/** The secret of a key is shown once and stored nowhere (design.md 2, promise 6; spec/project.md 2.2). */
import { createHash } from "node:crypto";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type Answer, call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { makeKey } from "../harness/keys.ts";
import { preparedOf, serve } from "../harness/recorder.ts";

const scopes = ["keys.read", "keys.write", "users.read"];

/** What gives a secret away: itself, its random part, pieces of it, and both in the usual spellings. */
function tracesOf(secret: string): readonly string[] {
  const random = secret.slice(secret.indexOf("_") + 1);
  const bytes = Buffer.from(random, random.includes(".") ? "latin1" : "hex");
  const texts = [secret, random, random.slice(0, 24), random.slice(-24)];
  const spellings = [Buffer.from(secret), Buffer.from(random), bytes].flatMap((buffer) => [
    buffer.toString("hex"),
    // Without the last group, which depends on what follows.
    buffer.toString("base64").slice(0, 80),
    buffer.toString("base64url").slice(0, 80),
  ]);
  return [...texts, ...spellings].map((trace) => trace.toLowerCase());
}

let standard: { readonly id: string; readonly secret: string };
let ephemeral: string;
const answers: Answer[] = [];
const lines: string[] = [];

beforeAll(async () => {
  for (const method of ["info", "log", "warn", "error", "debug"] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => void lines.push(values.map(String).join(" ")));
  }
  standard = await makeKey({ scopes });
  const { body } = await call("POST", "/project/keys/ephemeral", { body: { scopes, duration: 60 } });
  ephemeral = String(body["secret"]);
  for (const key of [standard.secret, ephemeral]) {
    const fetch = serve((statements, send) => send(preparedOf(statements)));
    const headers = { "x-sdk-name": "php" };
    for (const [method, path, fields] of [
      ["GET", "/users"],
      ["GET", "/project/keys"],
      ["GET", `/project/keys/${standard.id}`],
      ["GET", "/project"],
      ["PUT", `/project/keys/${standard.id}`, { name: "CI", scopes }],
      ["POST", "/project/keys", { keyId: standard.id, name: "CI", scopes: [] }],
      ["GET", "/nowhere"],
    ] as const) {
      answers.push(await call(method, path, { key, fetch, headers, ...(fields && { body: fields }) }));
    }
  }
  vi.restoreAllMocks();
});

describe.each([
  ["a standard key", () => standard.secret],
  ["an ephemeral key", () => ephemeral],
])("of %s", (_, secret) => {
  test("the database keeps no trace, in no column of no table, in no spelling", async () => {
    const text = JSON.stringify(await dump()).toLowerCase();
    for (const trace of tracesOf(secret())) expect(text).not.toContain(trace);
  });

  test("KV keeps none either", async () => {
    expect((await env.KV.list()).keys).toEqual([]);
  });

  test("no answer but the first shows any", () => {
    expect(answers.map(({ status }) => status)).toEqual([
      200, 200, 200, 401, 200, 409, 404, 200, 200, 200, 401, 403, 403, 404,
    ]);
    const text = answers
      .map(({ headers, text }) => text + JSON.stringify([...headers]))
      .join("\n")
      .toLowerCase();
    for (const trace of tracesOf(secret())) expect(text).not.toContain(trace);
  });

  test("no line of the log shows any", () => {
    expect(lines.length).toBeGreaterThanOrEqual(answers.length);
    const text = lines.join("\n").toLowerCase();
    for (const trace of tracesOf(secret())) expect(text).not.toContain(trace);
  });
});

test("the database has the digest of a standard key, which is what was looked for", async () => {
  const text = JSON.stringify(await dump());
  expect(text).toContain(createHash("sha256").update(standard.secret).digest("hex"));
  expect(answers.every(({ text }) => !text.includes(createHash("sha256").update(standard.secret).digest("hex")))).toBe(
    true,
  );
});

test("the bootstrap key leaves no trace either, not even its digest", async () => {
  const text = JSON.stringify(await dump()).toLowerCase();
  for (const trace of [
    ...tracesOf(env.API_KEY),
    createHash("sha256").update(env.API_KEY).digest("hex"),
    env.SECRET_KEY,
  ]) {
    expect(text).not.toContain(trace);
  }
});
