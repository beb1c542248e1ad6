import { describe, expect, test } from "vitest";
import { fail, ok } from "../../errors/result.ts";
import { open, seal } from "./box.ts";
import { keyId, type SecretKeys } from "./derive.ts";

const current = Uint8Array.from({ length: 32 }, (_, index) => index);
const previous = current.toReversed();
const keys: SecretKeys = [current];
const context = "authenticators.secret/42";

// By Node's createCipheriv, from a key that Python derived and the iv 00 01 … 0b.
const vector = "ba15c84f.AAECAwQFBgcICQoL.czfOzeUhHsazzTvrGRbP38XoAvjqylU3KGd59yy141dAxCU";

describe("a sealed text", () => {
  test("is AES-256-GCM with the context as additional data", async () => {
    expect(await open(keys, context, vector)).toEqual(ok("JBSWY3DPEHPK3PXP é"));
  });

  test.each(["", "a", "JBSWY3DPEHPK3PXP", "\uFEFFé\0漢𝄞", "x".repeat(10_000)])("is opened: %j", async (plain) => {
    const sealed = await seal(keys, context, plain);
    expect(sealed).toMatch(/^ba15c84f\.[\w-]{16}\.[\w-]{22,}$/);
    expect(await open(keys, context, sealed)).toEqual(ok(plain));
  });

  test("hides its content, and differs each time", async () => {
    const plain = "JBSWY3DPEHPK3PXP";
    const all = await Promise.all(Array.from({ length: 1_000 }, async () => seal(keys, context, plain)));
    const ivs = all.map((sealed) => sealed.split(".")[1]);
    expect(new Set(ivs).size).toBe(1_000);
    expect(new Set(all.map((sealed) => sealed.split(".")[2])).size).toBe(1_000);
    for (const text of [plain, Buffer.from(plain).toString("base64url")]) expect(all.join(" ")).not.toContain(text);
  });

  test("has the documented length", async () => {
    expect((await seal(keys, context, "")).length).toBe(48);
    expect((await seal(keys, context, "x".repeat(30))).length).toBe(88);
  });
});

describe("it is not opened", () => {
  test.each(["authenticators.secret/43", "authenticators.secret/4", "challenges.code/42", ""])(
    "in another context: %j",
    async (other) => {
      expect(await open(keys, other, vector)).toEqual(fail("not authentic"));
    },
  );

  test("with another character anywhere in the iv or the ciphertext", async () => {
    const start = "ba15c84f.".length;
    for (let at = start; at < vector.length; at += 1) {
      const character = vector.charAt(at);
      if (character === ".") continue;
      // "A" and "_" differ in all six bits from each other, so one of the two changes the bytes wherever it stands.
      const other = character === "A" ? "_" : "A";
      const changed = `${vector.slice(0, at)}${other}${vector.slice(at + 1)}`;
      expect({ at, opened: await open(keys, context, changed) }).toEqual({ at, opened: fail("not authentic") });
    }
  });

  test("cut, extended, or with the iv of another text", async () => {
    const [, , ciphertext] = vector.split(".");
    const [, iv] = (await seal(keys, context, "")).split(".");
    for (const changed of [vector.slice(0, -4), `${vector}AAAA`, `ba15c84f.${iv}.${ciphertext}`]) {
      expect(await open(keys, context, changed)).toEqual(fail("not authentic"));
    }
  });

  test("under another secret, even with the id of the one that sealed it", async () => {
    expect(await open([previous], context, vector)).toEqual(fail("unknown key"));
    const renamed = (await seal([previous], context, "x")).replace(/^[^.]+/, "ba15c84f");
    expect(await open(keys, context, renamed)).toEqual(fail("not authentic"));
  });

  test.each([
    "",
    "..",
    "JBSWY3DPEHPK3PXP",
    vector.toUpperCase(),
    vector.replace("ba15c84f.", ""),
    vector.replace("ba15c84f", "ba15c84"),
    vector.replace("AAECAwQFBgcICQoL", "AAECAwQFBgcICQo"),
    vector.replace("AAECAwQFBgcICQoL", "AAECAwQFBgcICQoLAAAA"),
    vector.replace(/\.[^.]+$/, ".czfOzeUhHsazzTvrGRbP3"),
    `${vector}.`,
    `${vector}.AAAA`,
    `${vector}=`,
    `${vector}\n`,
    ` ${vector}`,
  ])("when it is malformed: %j", async (text) => {
    expect(await open(keys, context, text)).toEqual(fail("malformed"));
  });
});

describe("after a rotation", () => {
  test("opens texts of the previous secret, and seals with the current one", async () => {
    const before = await seal([previous], context, "x");
    expect(await open([current, previous], context, before)).toEqual(ok("x"));
    const now = await seal([current, previous], context, "x");
    expect(await open([current], context, now)).toEqual(ok("x"));
    expect(await open([previous], context, now)).toEqual(fail("unknown key"));
  });

  test("a text begins with the id of the secret that sealed it, with which rekey finds it", async () => {
    const [now, before] = [await seal([current, previous], context, "x"), await seal([previous], context, "x")];
    expect([now, before].map((text) => text.split(".")[0])).toEqual([keyId(current), keyId(previous)]);
    expect(keyId(current)).not.toBe(keyId(previous));
  });
});
