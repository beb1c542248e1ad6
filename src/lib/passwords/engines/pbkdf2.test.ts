import { pbkdf2Sync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { toUtf8 } from "../bytes.ts";
import { pbkdf2, stretch } from "./pbkdf2.ts";
import { type ShaKind, shaKinds } from "./sha-engine.ts";

const kinds: readonly ShaKind[] = ["sha1", "sha256", "sha512"];

/** Has the limit of production, which local workerd does not have. */
const production: typeof pbkdf2Sync = (password, salt, iterations, outputBytes, digest) => {
  if (iterations > 100_000) throw new Error(`Pbkdf2 failed: iteration counts above 100000 are not supported`);
  return pbkdf2Sync(password, salt, iterations, outputBytes, digest);
};

describe.each(kinds)("%s", (algorithm) => {
  const { blockBytes, digestBytes } = shaKinds[algorithm];

  test("gives the same as the runtime for all lengths", () => {
    for (const passwordBytes of [0, 1, 20, blockBytes - 1, blockBytes, blockBytes + 1, 4096]) {
      for (const outputBytes of [16, digestBytes - 1, digestBytes, digestBytes + 1, 3 * digestBytes]) {
        for (const iterations of [1, 2, 37]) {
          const password = new Uint8Array(passwordBytes).map((_, index) => index * 7 + 1);
          const salt = toUtf8(`salt ${passwordBytes}`);
          const native = pbkdf2Sync(password, salt, iterations, outputBytes, algorithm);
          const ours = stretch(password, { algorithm, iterations, outputBytes, salt });
          expect(Buffer.from(ours).toString("hex"), `${passwordBytes} ${outputBytes} ${iterations}`).toBe(
            native.toString("hex"),
          );
        }
      }
    }
  });

  test("requests no more iterations of the runtime than production allows", () => {
    for (const iterations of [99_999, 100_000, 100_001, 150_000]) {
      const parameters = { algorithm, iterations, outputBytes: digestBytes, salt: toUtf8("salt") };
      const native = pbkdf2Sync("appwrite", "salt", iterations, digestBytes, algorithm);
      const ours = pbkdf2(toUtf8("appwrite"), parameters, production);
      expect(Buffer.from(ours).toString("hex"), String(iterations)).toBe(native.toString("hex"));
    }
  });

  test("uses the runtime up to 100,000 iterations", () => {
    const parameters = { algorithm, iterations: 100_000, outputBytes: 4, salt: toUtf8("salt") };
    expect(pbkdf2(toUtf8("appwrite"), parameters, () => Buffer.from("used"))).toEqual(toUtf8("used"));
  });
});
