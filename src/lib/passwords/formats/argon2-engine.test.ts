/** Compares the engine with noble's argon2, and checks the traces in its memory. */
import { argon2d, argon2i, argon2id } from "@noble/hashes/argon2.js";
import { describe, expect, test, vi } from "vitest";
import { argon2, type Argon2Parameters } from "./argon2-engine.ts";

const references = { argon2d, argon2i, argon2id };

const passwords = ["", "appwrite", "pässwörd", "nul\0inside", "密码🔑".repeat(20)].map((text) =>
  new TextEncoder().encode(text),
);

/** Bytes that differ by position; argon2 does not care which they are. */
const saltOf = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37) % 256);

function reference(password: Uint8Array, parameters: Argon2Parameters): Uint8Array {
  const { variant, version, memoryKiB: m, passes: t, lanes: p, salt, outputBytes: dkLen } = parameters;
  return references[variant](password, salt, { m, t, p, version, dkLen });
}

const smallest = {
  variant: "argon2id",
  version: 19,
  memoryKiB: 8,
  passes: 1,
  lanes: 1,
  salt: saltOf(8),
  outputBytes: 4,
} as const satisfies Argon2Parameters;

/** The engine's memory. The engine loads on first use, so this is the first to use it. */
function memoryOfEngine(): WebAssembly.Memory {
  const instances: WebAssembly.Instance[] = [];
  const { Instance } = WebAssembly;
  const spy = vi.spyOn(WebAssembly, "Instance").mockImplementation(
    class extends Instance {
      constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
        super(module, imports);
        instances.push(this);
      }
    },
  );
  argon2(new Uint8Array(), smallest);
  spy.mockRestore();

  const memory = instances[0]?.exports["memory"];
  if (instances.length !== 1 || !(memory instanceof WebAssembly.Memory)) throw new Error("the engine was not seen");
  return memory;
}

const memory = memoryOfEngine();

test("leaves neither password, salt nor digest in its memory", () => {
  const password = passwords[4] ?? new Uint8Array();
  const salt = saltOf(40);
  const digest = argon2(password, { ...smallest, memoryKiB: 64, salt, outputBytes: 100 });
  const left = Buffer.from(memory.buffer);
  expect([password, salt, digest].map((bytes) => left.indexOf(bytes.subarray(0, 32)))).toStrictEqual([-1, -1, -1]);
});

test("keeps its memory below 85 MiB under ever larger costs, and below 21 up to the default", () => {
  const memoryAfter = (...costsKiB: number[]) => {
    for (const memoryKiB of costsKiB) argon2(new Uint8Array(), { ...smallest, memoryKiB });
    return memory.buffer.byteLength / 2 ** 20;
  };
  expect(memoryAfter(5000, 12_000, 17_000, 19_456)).toBeLessThan(21);
  expect(memoryAfter(21_000, 30_000, 40_000, 50_000, 60_000, 65_536, 19_456, 65_536)).toBeLessThan(85);
});

describe.each(["argon2d", "argon2i", "argon2id"] as const)("%s", (variant) => {
  test.each([16, 19])("version %i gives the same as noble", (version) => {
    for (const lanes of [1, 2, 5]) {
      for (const memoryKiB of [8 * lanes, 8 * lanes + 1, 31, 32, 33, 97].filter((m) => m >= 8 * lanes)) {
        for (const passes of [1, 3]) {
          const parameters = { ...smallest, variant, version, memoryKiB, passes, lanes };
          const password = passwords[(memoryKiB + passes) % passwords.length] ?? new Uint8Array();
          expect(argon2(password, parameters), JSON.stringify(parameters)).toStrictEqual(
            reference(password, parameters),
          );
        }
      }
    }
  });

  test("any length of salt and output, any password", () => {
    for (const password of passwords) {
      for (const [saltBytes, outputBytes] of [
        [8, 4],
        [9, 32],
        [16, 33],
        [64, 64],
        [129, 65],
        [16, 200],
      ] as const) {
        const parameters = { ...smallest, variant, salt: saltOf(saltBytes), outputBytes };
        expect(argon2(password, parameters), JSON.stringify(parameters)).toStrictEqual(reference(password, parameters));
      }
    }
  });
});

test("gives the same before and after its memory has grown", () => {
  const password = new TextEncoder().encode("pässwörd");
  const before = argon2(password, smallest);
  argon2(password, { ...smallest, memoryKiB: 65_536 });
  expect(argon2(password, smallest)).toStrictEqual(before);
  const large = { ...smallest, memoryKiB: 19_456, passes: 2 };
  expect(argon2(password, large)).toStrictEqual(reference(password, large));
});

test.each([
  ["too little memory", { memoryKiB: 7 }, -14],
  ["too short a salt", { salt: saltOf(7) }, -6],
  ["too short an output", { outputBytes: 3 }, -2],
])("throws on %s", (_, parameters, code) => {
  expect(() => argon2(new Uint8Array(1), { ...smallest, ...parameters })).toThrow(`code ${code}`);
});
