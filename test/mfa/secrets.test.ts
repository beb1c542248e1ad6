/**
 * The secrets of a second factor are sealed at rest, survive a change of SECRET_KEY, and are deleted with their user
 * (docs/decisions/0011-promises.md#secrets-at-rest).
 */
import { Buffer } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { parseConfig } from "../../src/http/config.ts";
import { sweep } from "../../src/jobs/sweep.ts";
import { Database } from "../../src/storage/database.ts";
import { appWith, call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fromBase32, otpAt, toBase32 } from "./otp.ts";
import {
  another,
  answer,
  ask,
  challenge,
  codeOf,
  codesLeft,
  codesOf,
  enrol,
  makeCodes,
  newApp,
  readChallenge,
  setFactors,
  someone,
  state,
} from "./people.ts";

holdClock();
beforeAll(() => setFactors({ custom: true }));

let errors: MockInstance<typeof console.error>;
beforeEach(() => {
  errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The format of lib/crypto/box.ts. */
const sealed: unknown = expect.stringMatching(/^[0-9a-f]{8}\.[\w-]{16}\.[\w-]{22,}$/);

/** The encodings of bytes, all in lower case, and of their digests. */
function spellings(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes);
  const digests = ["sha1", "sha256", "md5"].flatMap((hash) => {
    const digest = createHash(hash).update(bytes);
    return [digest.copy().digest("hex"), digest.copy().digest("base64"), digest.digest("base64url")];
  });
  return [
    buffer.toString("hex"),
    buffer.toString("base64").replaceAll("=", ""),
    buffer.toString("base64url"),
    toBase32(bytes),
    ...digests,
  ].map((text) => text.toLowerCase());
}

/** The contents of the database and of KV, as text in lower case. */
async function everything(): Promise<string> {
  const { keys } = await env.KV.list();
  const bodies = await Promise.all(keys.map(async ({ name }) => `${name} ${(await env.KV.get(name)) ?? ""}`));
  return `${JSON.stringify(await state())} ${bodies.join(" ")}`.toLowerCase();
}

/** A user with a verified app, recovery codes and a challenge of the custom factor. */
async function guarded() {
  const member = await someone();
  const { caller, userId } = member;
  const secret = await enrol(caller);
  const codes = await makeCodes(caller);
  const challengeId = await challenge(caller, "custom");
  return { ...member, secret, codes, challengeId, code: await codeOf(userId, challengeId) };
}

describe("At rest", () => {
  test("secrets of apps are sealed, verified or not", async () => {
    const [unverified, verified] = [await someone(), await someone()];
    const secrets = [await newApp(unverified.caller), await enrol(verified.caller)];
    expect(await rows("SELECT secret FROM authenticators ORDER BY seq DESC LIMIT 2")).toEqual([
      { secret: sealed },
      { secret: sealed },
    ]);
    const kept = await everything();
    for (const secret of secrets) {
      expect(kept).not.toContain(secret.toLowerCase());
      for (const bytes of [fromBase32(secret), new TextEncoder().encode(secret)]) {
        for (const text of spellings(bytes)) expect(kept).not.toContain(text);
      }
    }
  });

  test("recovery codes are sealed, each in its own row, no two alike", async () => {
    const { codes, userId } = await guarded();
    const stored = await rows(
      "SELECT code FROM recovery_codes JOIN users ON users.seq = user_seq WHERE users.id = ?",
      userId,
    );
    expect(stored).toEqual(codes.map(() => ({ code: sealed })));
    expect(new Set(stored.map(({ code }) => code)).size).toBe(6);
    const kept = await everything();
    for (const code of codes) {
      expect(kept).not.toContain(code);
      for (const bytes of [Buffer.from(code, "hex"), Buffer.from(code)]) {
        for (const text of spellings(bytes)) expect(kept).not.toContain(text);
      }
    }
  });

  test("codes of challenges are sealed, and factors without a code have none", async () => {
    const { caller, challengeId, code } = await guarded();
    const plain = [await challenge(caller, "totp"), await challenge(caller, "recoveryCode")];
    expect(await rows("SELECT code FROM challenges WHERE id = ?", challengeId)).toEqual([{ code: sealed }]);
    for (const id of plain) {
      expect(await rows("SELECT code FROM challenges WHERE id = ?", id)).toEqual([{ code: null }]);
    }
    const kept = await everything();
    // Longer numbers and hex digits may contain any six digits.
    expect(kept).not.toMatch(new RegExp(`(?<![\\da-z._-])${code}(?![\\da-z._-])`));
    for (const text of spellings(Buffer.from(code))) expect(kept).not.toContain(text);
  });

  test("a text that is sealed for one row does not open in another", async () => {
    const [ann, bob] = [await guarded(), await guarded()];
    const seqOf = "(SELECT seq FROM users WHERE id = ?)";
    await env.DB.prepare(
      `UPDATE authenticators SET last_step = 0, secret = (SELECT secret FROM authenticators WHERE user_seq = ${seqOf})
       WHERE user_seq = ${seqOf}`,
    )
      .bind(bob.userId, ann.userId)
      .run();
    const id = await challenge(ann.caller, "totp");
    expectRefusal(await answer(ann.caller, id, otpAt(bob.secret, noon)), "general_unknown", "Server Error");
    expect(errors).toHaveBeenCalledOnce();
    expect(String(errors.mock.lastCall)).not.toContain(bob.secret);
  });

  test("only the answers meant for them show them", async () => {
    const { caller, code, codes, secret, userId } = await guarded();
    const shown = await Promise.all([
      call("GET", "/account", caller),
      call("GET", "/account/sessions", caller),
      call("GET", "/account/logs", caller),
      ask(caller, "GET", "/factors"),
      call("GET", `/users/${userId}`),
      call("GET", `/users/${userId}/logs`),
      call("GET", `/users/${userId}/sessions`),
    ]);
    for (const { status, text } of shown) {
      expect(status).toBe(200);
      for (const told of [secret, ...codes, `"${code}"`]) expect(text).not.toContain(told);
    }
  });
});

describe("After a change of SECRET_KEY", () => {
  const rotated = (previous: string) =>
    appWith({ SECRET_KEY: randomBytes(32).toString("hex"), SECRET_KEY_PREVIOUS: previous });

  test("everything still works with the previous secret", async () => {
    const { caller, challengeId, code, codes, secret, userId } = await guarded();
    const fetch = rotated(env.SECRET_KEY);
    const after = { ...caller, fetch };
    expect((await readChallenge(userId, challengeId, { fetch })).body["code"]).toBe(code);
    expect(codesOf(await call("GET", `/users/${userId}/mfa/recovery-codes`, { fetch }))).toEqual(codes);
    for (const [factor, otp] of [
      ["totp", otpAt(secret, noon + 30_000)],
      ["recoveryCode", codes[3] ?? ""],
    ] as const) {
      expect((await answer(after, await challenge(after, factor), otp)).status).toBe(200);
    }
    expect((await answer(after, challengeId, code)).status).toBe(200);
  });

  test("new rows are sealed with the new secret", async () => {
    const { caller } = await someone();
    const fetch = rotated(env.SECRET_KEY);
    await makeCodes({ ...caller, fetch });
    expectRefusal(
      await answer(caller, await challenge(caller, "recoveryCode"), "wrong"),
      "general_unknown",
      "Server Error",
    );
  });

  test("without the previous secret it is a server error, logged without a value, and nothing is used up", async () => {
    const { caller, challengeId, code, codes, secret, userId } = await guarded();
    const fetch = rotated("");
    const after = { ...caller, fetch };
    const [totp, recovery] = [await challenge(after, "totp"), await challenge(after, "recoveryCode")];
    const refused = [
      await answer(after, totp, otpAt(secret, noon + 30_000)),
      await answer(after, recovery, codes[0] ?? ""),
      await answer(after, challengeId, code),
      await readChallenge(userId, challengeId, { fetch }),
      await call("GET", `/users/${userId}/mfa/recovery-codes`, { fetch }),
    ];
    for (const given of refused) expectRefusal(given, "general_unknown", "Server Error");
    // In addition, each code has a line for both requests that read recovery codes.
    expect(errors).toHaveBeenCalledTimes(refused.length + 2 * codes.length);
    const logged = errors.mock.calls.flat().map(String).join("\n");
    for (const told of [secret, code, ...codes, env.SECRET_KEY]) expect(logged).not.toContain(told);
    expect(await codesLeft(userId)).toEqual(codes);
    expect((await answer(caller, totp, otpAt(secret, noon + 30_000))).status).toBe(200);
  });

  test("rows that cannot be opened can still be replaced and deleted", async () => {
    const { userId } = await guarded();
    const fetch = rotated("");
    const path = `/users/${userId}/mfa`;
    expect((await call("PUT", `${path}/recovery-codes`, { fetch })).status).toBe(200);
    expect((await call("GET", `${path}/recovery-codes`, { fetch })).status).toBe(200);
    expect((await call("DELETE", `${path}/authenticators/totp`, { fetch })).status).toBe(204);
    const { caller } = await another(userId);
    const secret = await newApp({ ...caller, fetch });
    const verified = await ask({ ...caller, fetch }, "PUT", "/authenticators/totp", { otp: otpAt(secret, noon) });
    expect(verified.status).toBe(200);
  });
});

describe("With its user", () => {
  const tables = ["authenticators", "recovery_codes", "challenges"];

  test.each([
    ["a server", (userId: string) => call("DELETE", `/users/${userId}`)],
    ["the user", async (_: string, caller: object) => call("DELETE", "/account", caller)],
  ])("everything of the user's is deleted by %s, and nothing of another user's", async (_, remove) => {
    const [ann, bob] = [await guarded(), await guarded()];
    const seqs = await rows("SELECT seq FROM users WHERE id IN (?, ?) ORDER BY seq", ann.userId, bob.userId);
    expect((await remove(ann.userId, ann.caller)).status).toBe(204);
    for (const table of tables) {
      const left = await rows(
        `SELECT DISTINCT user_seq AS seq FROM ${table} WHERE user_seq IN (?, ?)`,
        ...seqs.map(({ seq }) => Number(seq)),
      );
      expect({ table, left }).toEqual({ table, left: [seqs[1]] });
    }
  });

  test("a reused id has no factors", async () => {
    const { caller, challengeId, code, codes, userId } = await guarded();
    await call("DELETE", `/users/${userId}`);
    const next = await someone({ userId });
    expect((await ask(next.caller, "GET", "/factors")).body).toEqual({
      totp: false,
      phone: false,
      email: false,
      recoveryCode: false,
      custom: true,
    });
    expectRefusal(await answer(next.caller, challengeId, code), "user_invalid_token");
    expectRefusal(
      await answer(next.caller, await challenge(next.caller, "recoveryCode"), codes[0] ?? ""),
      "user_invalid_token",
    );
    expectRefusal(await readChallenge(userId, challengeId), "user_invalid_token");
    expectRefusal(await answer(caller, challengeId, code), "general_unauthorized_scope");
  });
});

test("An expired challenge is swept, a pending one is not", async () => {
  const member = await someone();
  const early = await challenge(member.caller, "custom");
  setClock(1);
  const late = await challenge(member.caller, "custom");
  setClock(3_600_001);
  const config = parseConfig(env);
  if (!config.ok) throw new Error(config.error);
  await sweep(new Database(config.value.db), noon + 3_600_001, null);
  expect(await rows("SELECT id FROM challenges WHERE id IN (?, ?)", early, late)).toEqual([{ id: late }]);
});
