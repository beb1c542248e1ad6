/** The runs that docs/migrate shows are what the command prints. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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

test("each page but that of files of our own shows a run", () => {
  expect(new Set(shown.map(({ page }) => page))).toEqual(new Set(readdirSync(folder)));
});

test.each(shown)("$page: $args", async ({ args, output }) => {
  const server = await startServer();
  try {
    const ran = await runImport(server, args);
    expect(normalised(ran.stdout)).toBe(normalised(output));
  } finally {
    await server.stop();
    rmSync(`${args[0]}.rejects.ndjson`, { force: true });
  }
});
