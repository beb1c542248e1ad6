import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { shaEngine, type ShaKind, shaKinds } from "./sha-engine.ts";

const kinds: readonly ShaKind[] = ["sha1", "sha256", "sha512"];

describe.each(kinds)("%s", (kind) => {
  test("digests every length up to six blocks as node:crypto does", () => {
    const { input, output, digest } = shaEngine();
    const { blockBytes, digestBytes } = shaKinds[kind];
    for (let length = 0; length <= 6 * blockBytes; length += 1) {
      const message = new Uint8Array(length).map((_, index) => index * 31 + length);
      input.fill(0xff);
      input.set(message);
      digest(kind, length);
      expect(Buffer.from(output.subarray(0, digestBytes)).toString("hex"), String(length)).toBe(
        createHash(kind).update(message).digest("hex"),
      );
    }
  });
});

test("wiping clears input and output", () => {
  const { digest, input, output, wipe } = shaEngine();
  const secret = Buffer.from("a password that is kept secret");
  input.set(secret);
  digest("sha256", secret.length);
  const result = Buffer.from(output.subarray(0, 32));
  wipe();
  const memory = Buffer.from(input.buffer);
  expect([memory.indexOf(secret), memory.indexOf(result)]).toEqual([-1, -1]);
  expect(memory.indexOf(secret.subarray(0, 8))).toBe(-1);
});
