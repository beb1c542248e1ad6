/** The command prints the runs that docs/migrate shows. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startServer } from "../../sdk/harness/server.ts";
import { runImport } from "./command.ts";

const folder = join(import.meta.dirname, "../../../docs/migrate");

interface Shown {
  readonly page: string;
  readonly args: readonly string[];
  readonly output: string;
}

const shown: readonly Shown[] = readdirSync(folder).flatMap((page) =>
  [
    ...readFileSync(join(folder, page), "utf8").matchAll(
      /<!-- example: import -->\n\n```sh\nnpm run import -- (.*)\n```\n\n```text\n([^]*?)```/g,
    ),
  ].map(([, args = "", output = ""]) => ({ page, args: args.split(" "), output })),
);

const normalised = (output: string): string => output.trim().replaceAll(/Took \d+ s/g, "Took 1 s");

test("each page of a source shows a run", () => {
  const pages = readdirSync(folder).filter((page) => page !== "leave.md");
  expect(new Set(shown.map(({ page }) => page))).toEqual(new Set(pages));
});

const scratch = mkdtempSync(join(tmpdir(), "rollcall-pages-"));
afterAll(() => rmSync(scratch, { recursive: true }));

test.each(shown)("$page: $args", { timeout: 180_000 }, async ({ args, output, page }) => {
  const server = await startServer();
  try {
    const rejects = join(scratch, `${page}.rejects`);
    const own = args.map((arg) => (arg === "rejects.ndjson" ? rejects : arg));
    const ran = await runImport(server, [...own, "--checkpoint", join(scratch, `${page}.checkpoint`)]);
    expect(normalised(ran.stdout.replaceAll(rejects, "rejects.ndjson"))).toBe(normalised(output));
  } finally {
    await server.stop();
  }
});
