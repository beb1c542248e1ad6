/** `npm run check:storage` sees each way in which schema, migrations, document and code come apart. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copyCheckout } from "./checkout.ts";

interface Break {
  readonly from: string | RegExp;
  readonly to: string;
  readonly complaints: readonly string[];
}

/** The schema as the last migration leaves it. */
const newestSnapshot = readdirSync(join(import.meta.dirname, "../../drizzle/meta"))
  .filter((name) => name.endsWith("_snapshot.json"))
  .toSorted()
  .at(-1);

test.each<[string, readonly Break[]]>([
  [
    "docs/storage.md",
    [
      {
        from: /\| `phone` .*\n/,
        to: "",
        complaints: ['docs/storage.md: users lacks "`phone`: text or null", which drizzle/ has.'],
      },
      {
        from: "`users_email`, unique",
        to: "`users_email`",
        complaints: [
          'docs/storage.md: users lacks "`users_email`, unique: `email`", which drizzle/ has.',
          'drizzle/: users lacks "`users_email`: `email`", which docs/storage.md has.',
        ],
      },
      { from: "### keys", to: "### key", complaints: ["docs/storage.md has no table keys, drizzle/ has."] },
      {
        from: "for queries. `WITHOUT ROWID`",
        to: "for queries. ",
        complaints: ["docs/storage.md and drizzle/ differ on whether user_labels is WITHOUT ROWID."],
      },
      {
        from: "users/store.ts",
        to: "users/columns.ts",
        complaints: [
          "docs/storage.md: users is also written by src/domain/users/store.ts.",
          "docs/storage.md: users is not written by src/domain/users/columns.ts.",
        ],
      },
      {
        from: "Written by `src/domain/audit",
        to: "Kept by `src/domain/log",
        complaints: [
          'docs/storage.md: logs lacks its "Written by" line.',
          "docs/storage.md names src/domain/log/store.ts, which is not there.",
        ],
      },
    ],
  ],
  [
    "drizzle/0000_users.sql",
    [
      {
        from: ") WITHOUT ROWID",
        to: ")",
        complaints: ["docs/storage.md and drizzle/ differ on whether search_words is WITHOUT ROWID."],
      },
      {
        from: "`country` text",
        to: "`country` text NOT NULL",
        complaints: ['drizzle/: logs lacks "`country`: text or null", which src/storage/schema has.'],
      },
      {
        from: /CREATE INDEX `users_name`.*\n/,
        to: "",
        complaints: ['drizzle/: users lacks "`users_name`: `name_folded`", which src/storage/schema has.'],
      },
    ],
  ],
  [
    "src/storage/schema/logs.ts",
    [
      {
        from: "country: text()",
        to: "country: text().notNull()",
        complaints: [
          `drizzle/meta/${newestSnapshot} is not what src/storage/schema says: a migration is missing.`,
          'drizzle/: logs lacks "`country`: text", which src/storage/schema has.',
        ],
      },
    ],
  ],
])("%s", (file, breaks) => {
  const checkout = copyCheckout();
  onTestFinished(() => checkout.remove());
  const path = join(checkout.path, file);
  let text = readFileSync(path, "utf8");
  for (const { from, to } of breaks) {
    const broken = text.replace(from, to);
    expect(broken).not.toBe(text);
    text = broken;
  }
  writeFileSync(path, text);
  const { status, stderr } = spawnSync(process.execPath, ["scripts/check-storage.ts"], {
    cwd: checkout.path,
    encoding: "utf8",
  });
  expect(stderr.split("\n")).toEqual(expect.arrayContaining(breaks.flatMap(({ complaints }) => complaints)));
  expect(status).toBe(1);
});
