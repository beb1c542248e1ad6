/**
 * No answer shows a secret of the calling key, not even a refusal (docs/decisions/0011-promises.md#secrets-at-rest;
 * docs/spec/keys.md#key-model). test/promises/secrets.test.ts tests what D1, KV and the log keep of keys.
 */
import { createHash } from "node:crypto";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { makeKey } from "../harness/keys.ts";
import { findTraces } from "../promises/traces.ts";

const scopes = ["keys.read", "keys.write", "users.read"];

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const makers: readonly (readonly [kind: string, make: () => Promise<string>, statuses: readonly number[]])[] = [
  ["a standard key", async () => (await makeKey({ scopes })).secret, [200, 200, 401, 200, 409, 404]],
  [
    "an ephemeral key",
    async () => {
      const { body } = await call("POST", "/project/keys/ephemeral", { body: { scopes, duration: 60 } });
      return String(body["secret"]);
    },
    [200, 200, 401, 403, 403, 404],
  ],
];

test.each(makers)("No answer to %s shows it, its digest or a part of either", async (_, make, statuses) => {
  const { id } = await makeKey({ scopes });
  const key = await make();
  const requests = [
    ["GET", "/users"],
    ["GET", "/project/keys"],
    ["GET", "/project"],
    ["PUT", `/project/keys/${id}`, { name: "CI", scopes }],
    ["POST", "/project/keys", { keyId: id, name: "CI", scopes: [] }],
    ["GET", "/nowhere"],
  ] as const;
  const answers = await Promise.all(requests.map(([method, path, body]) => call(method, path, { key, body })));
  expect(answers.map(({ status }) => status)).toEqual(statuses);
  const texts = answers.map(({ headers, text }, index) => ({
    place: `answer ${index}`,
    text: `${JSON.stringify([...headers])} ${text}`,
  }));
  const secret = key.slice(key.indexOf("_") + 1);
  const secrets = new Map([
    ["The key", secret],
    ["Its end", secret.slice(secret.lastIndexOf(".") + 1)],
    ["Its digest", sha256(key)],
  ]);
  expect(findTraces(texts, secrets)).toEqual([]);
  expect(findTraces([{ place: "here", text: `x ${key} ${sha256(key)}` }], secrets)).toHaveLength(3);
});

test("The bootstrap key leaves no trace in the database, not even its digest", async () => {
  await call("POST", "/users", { body: { userId: "ada" } });
  const text = JSON.stringify(await dump());
  const secrets = new Map([
    ["The key", env.API_KEY.slice(env.API_KEY.indexOf("_") + 1)],
    ["Its digest", sha256(env.API_KEY)],
  ]);
  expect(text).toContain('"ada"');
  expect(findTraces([{ place: "D1", text }], secrets)).toEqual([]);
});
