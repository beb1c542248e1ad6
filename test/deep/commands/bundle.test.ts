/** `npm run check:bundle` measures the size and the start of a bundle, and refuses too large and too slow ones. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, gzipBytesOf, startupMsOf } from "../../../scripts/bundle/measure.ts";
import { fail } from "../../../src/errors/result.ts";
import { type Checkout, copyCheckout } from "../../commands/checkout.ts";

const bundleOf = (modules: Readonly<Record<string, string | Buffer>>): Bundle => ({
  modules: new Map(Object.entries(modules).map(([name, contents]) => [name, Buffer.from(contents)])),
  entry: "worker.js",
  compatibilityDate: "2026-10-01",
});

/** A start of up to this many milliseconds is not measured again. */
const enough = 1_000;

/** Takes some hundred milliseconds, far more than the start of a small bundle. */
const slowly = "let x = 0; for (let i = 0; i < 3e8; i++) x = (x + i) | 0; globalThis.x = x;";

test("the size is that of all modules, compressed", () => {
  const noise = randomBytes(50_000);
  const bytes = gzipBytesOf(bundleOf({ "worker.js": "a".repeat(1e6), "noise.wasm": noise }));
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(53_000);
});

describe("the start", () => {
  test("is short for an empty bundle, and long for one that computes", async () => {
    const [quick, slow] = [
      await startupMsOf(bundleOf({ "worker.js": "" }), enough),
      await startupMsOf(bundleOf({ "worker.js": slowly }), enough),
    ];
    if (!quick.ok || !slow.ok) throw new Error("A bundle does not start.");
    expect(quick.value.scaled).toBeLessThan(10);
    expect(slow.value.scaled).toBeGreaterThan(60);
    expect(slow.value.measured).toBeGreaterThan(slow.value.scaled / 10);
    expect(slow.value.reference).toBeGreaterThan(4);
  });

  test("can import WebAssembly, texts and other modules", async () => {
    // The smallest module: a magic number and a version.
    const wasm = Buffer.from("0061736d01000000", "hex");
    const worker = `import module from "./a.wasm"; import { b } from "./b.js"; import c from "./c.txt";
      new WebAssembly.Instance(module); b(); c.split("");`;
    const bundle = bundleOf({
      "worker.js": worker,
      "a.wasm": wasm,
      "b.js": "export const b = () => {};",
      "c.txt": "c",
    });
    expect((await startupMsOf(bundle, enough)).ok).toBe(true);
  });

  test("fails with the error that the bundle throws", async () => {
    expect(await startupMsOf(bundleOf({ "worker.js": 'throw new Error("not today");' }), enough)).toEqual(
      fail(expect.stringContaining("not today")),
    );
  });
});

describe("the check", () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = copyCheckout();
    return () => checkout.remove();
  });
  const check = () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/check-bundle.ts"], {
      cwd: checkout.path,
      encoding: "utf8",
    });
    const [, kib, ms] =
      /^bundle: (\d+) KiB gzip \(at most 1024\), starts in (\d+) ms \(at most 44; here \d+ ms, the reference \d+ ms\)\n$/.exec(
        stdout,
      ) ?? [];
    return { status, stderr, kib: Number(kib), ms: Number(ms) };
  };

  test("passes today's bundle, and fails one that is too large or too slow", () => {
    const now = check();
    expect(now).toEqual({ status: 0, stderr: "", kib: expect.any(Number), ms: expect.any(Number) });
    expect(now.kib).toBeGreaterThan(100);
    expect(now.ms).toBeGreaterThan(1);

    const file = join(checkout.path, "src/worker.ts");
    appendFileSync(file, `\nReflect.set(globalThis, "noise", "${randomBytes(1_200_000).toString("base64")}");\n`);
    const heavy = check();
    expect(heavy.status).toBe(1);
    expect(heavy.kib - now.kib).toBeGreaterThan(1_100);

    appendFileSync(
      file,
      "\nlet x = 0;\nfor (let i = 0; i < 2e8; i++) x = (x + i) | 0;\nReflect.set(globalThis, 'x', x);\n",
    );
    const slow = check();
    expect(slow.status).toBe(1);
    expect(slow.ms).toBeGreaterThan(44);
  });

  test("says why a Worker does not build", () => {
    appendFileSync(join(checkout.path, "src/worker.ts"), '\nimport "./nowhere.ts";\n');
    const { status, stderr } = check();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The Worker does not build: .*nowhere\.ts.*\n$/);
  });
});
