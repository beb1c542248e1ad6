/** `npm run rekey`: rows sealed with the previous SECRET_KEY are resealed, also after interruptions. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseCommand } from "../../scripts/rekey/options.ts";
import { type Ask, resealAll } from "../../scripts/rekey/reseal.ts";
import { readSecretKeys } from "../../scripts/rekey/secrets.ts";
import { fail, ok } from "../../src/errors/result.ts";
import { open, seal } from "../../src/lib/crypto/box.ts";
import { keyId, type SecretKeys } from "../../src/lib/crypto/derive.ts";
import { sealedColumns, sealedContext } from "../../src/storage/sealed.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { migrate, withDatabase } from "./local-database.ts";

/** Whether a text is sealed with this secret. */
const isSealedWith = (secret: Uint8Array, sealed: string): boolean => sealed.startsWith(`${keyId(secret)}.`);

const root = join(import.meta.dirname, "../..");

const [before, now, stranger] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const keys: SecretKeys = [now, before];

const [authenticators, recoveryCodes, challenges, providers, messages, ...oauth2] = [
  { table: "authenticators", column: "secret" },
  { table: "recovery_codes", column: "code" },
  { table: "challenges", column: "code" },
  { table: "providers", column: "credentials" },
  { table: "messages", column: "content" },
  { table: "oauth2_providers", column: "secrets" },
  { table: "oauth2_flows", column: "content" },
  { table: "identities", column: "provider_access_token" },
  { table: "identities", column: "provider_refresh_token" },
  { table: "sessions", column: "provider_access_token" },
  { table: "sessions", column: "provider_refresh_token" },
  { table: "webhooks", column: "auth_password" },
  { table: "webhooks", column: "secret" },
  { table: "webhooks", column: "previous_secret" },
] as const;

describe("the columns", () => {
  test("are all sealed columns of the schema", () => {
    const directory = join(root, "src/storage/schema");
    const marked = readdirSync(directory).flatMap((file) => {
      const text = readFileSync(join(directory, file), "utf8");
      const [, table] = /sqliteTable\(\s*"(\w+)"/.exec(text) ?? [];
      return [...text.matchAll(/\bsealed \(lib\/crypto\/box\.ts\).*\n\s*(\w+):/gi)].map(([, name = ""]) => ({
        table,
        column: name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      }));
    });
    expect(sealedColumns.toSorted((a, b) => a.table.localeCompare(b.table))).toEqual(marked);
    expect(sealedColumns).toEqual([authenticators, recoveryCodes, challenges, providers, messages, ...oauth2]);
  });

  test("seal a text for its row", () => {
    expect(sealedContext(recoveryCodes, "42")).toBe("recovery_codes.code/42");
  });
});

describe("the command line", () => {
  const secretsFile = ".dev.vars.rotation";
  const remote = { kind: "remote", target: { env: undefined, config: undefined } };
  test.each([
    [["--secrets-file", secretsFile], { place: { kind: "local", persistTo: ".wrangler/state" }, secretsFile }],
    [
      ["--secrets-file", secretsFile, "--persist-to", "dir"],
      { place: { kind: "local", persistTo: "dir" }, secretsFile },
    ],
    [["--remote", `--secrets-file=${secretsFile}`], { place: remote, secretsFile }],
  ])("%j", (args, command) => {
    expect(parseCommand(args)).toEqual(ok(command));
  });

  test.each([
    [[], "Say where the secrets are: --secrets-file FILE."],
    [["--secrets-file", ""], "Say where the secrets are: --secrets-file FILE."],
    [
      ["--secrets-file", "f", "--remote", "--persist-to", "d"],
      "--persist-to is for a local database, --remote for the deployed one.",
    ],
    [["--secrets-file", "f", "now"], "Unexpected argument 'now'. This command does not take positional arguments."],
  ])("%j is refused", (args, error) => {
    expect(parseCommand(args)).toEqual(fail(error));
  });
});

describe("the secrets", () => {
  const [current, previous] = [now.toString("hex"), before.toString("hex")];

  test.each([
    ["dotenv", `SECRET_KEY=${current}\nSECRET_KEY_PREVIOUS=${previous}\n`],
    ["dotenv with more", `API_KEY=short\nSECRET_KEY="${current}"\nSECRET_KEY_PREVIOUS=${previous}`],
    ["JSON", JSON.stringify({ SECRET_KEY: current, SECRET_KEY_PREVIOUS: previous })],
  ])("are read from %s", (_, text) => {
    expect(readSecretKeys(text)).toEqual(ok([new Uint8Array(now), new Uint8Array(before)]));
  });

  test.each([
    ["", "It must set SECRET_KEY."],
    [`SECRET_KEY=${current}`, "It must set SECRET_KEY_PREVIOUS."],
    [`SECRET_KEY=${current}\nSECRET_KEY_PREVIOUS=`, "It must set SECRET_KEY_PREVIOUS."],
    [`SECRET_KEY=${current}\nSECRET_KEY_PREVIOUS=${current}`, /^SECRET_KEY_PREVIOUS must not be the same/],
    [`SECRET_KEY=${current.slice(1)}\nSECRET_KEY_PREVIOUS=${previous}`, /^SECRET_KEY must be 32 random bytes/],
    [
      JSON.stringify({ SECRET_KEY: current, SECRET_KEY_PREVIOUS: 5 }),
      /^SECRET_KEY_PREVIOUS must be the previous SECRET_KEY/,
    ],
  ])("that are invalid are refused, and not shown: %#", (text, error) => {
    const refused = readSecretKeys(text);
    expect(refused).toEqual(fail(typeof error === "string" ? error : expect.stringMatching(error)));
    expect(JSON.stringify(refused)).not.toContain(current.slice(1));
  });
});

/** SQL that adds a row to each table with sealed columns. ?1 is its id, ?2 its sealed text. */
const insert = {
  authenticators: `INSERT INTO authenticators (id, created_at, updated_at, user_seq, type, secret, verified)
    VALUES (?1, 0, 0, abs(random()), 'totp', ?2, 1)`,
  recovery_codes: "INSERT INTO recovery_codes (id, user_seq, code) VALUES (?1, 1, ?2)",
  challenges: `INSERT INTO challenges (id, created_at, user_seq, factor, code, expire, tries)
    VALUES (?1, 0, 1, 'email', ?2, 0, 0)`,
  messages: `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, content, tries, deadline, expire)
    VALUES (?1, 0, 0, 1, 'email', 'recovery', 'processing', ?2, 1, 0, 0)`,
  providers: `INSERT INTO providers (id, created_at, updated_at, name, name_folded, provider, type, enabled, credentials, options, words)
    VALUES (?1, 0, 0, '', '', 'apns', 'push', 1, ?2, '{}', '[]')`,
  oauth2_providers:
    "INSERT INTO oauth2_providers (id, updated_at, enabled, settings, secrets) VALUES (?1, 0, 1, '{}', ?2)",
  oauth2_flows: "INSERT INTO oauth2_flows (id, created_at, digest, content, expire) VALUES (?1, 0, ?1, ?2, 0)",
  identities: `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid, sealed)
    VALUES (?1, 0, 0, 1, '', 'google', ?1, ?2)`,
  sessions: `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors, sealed)
    VALUES (?1, 0, 0, 1, ?1, 'google', '', 0, '[]', ?2)`,
  webhooks: `INSERT INTO webhooks (id, created_at, updated_at, name, url, events, enabled, auth_username, cursor, pending, next_at,
      lease, lease_end, attempts, error, dropped, sealed)
    VALUES (?1, 0, 0, '', '', '[]', 1, '', 0, '[]', 0, '', 0, 0, '', 0, ?2)`,
} as const;

type Sealed = Readonly<{ table: keyof typeof insert; column: string }>;

describe("a database", () => {
  let database: DatabaseSync;
  beforeEach(() => {
    database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
    const migrations = readdirSync(join(root, "drizzle")).filter((file) => file.endsWith(".sql"));
    for (const file of migrations.toSorted()) database.exec(readFileSync(join(root, "drizzle", file), "utf8"));
  });

  const add = async (column: Sealed, id: string, plain: string, secret: Uint8Array = before): Promise<string> => {
    const text = await seal([secret], sealedContext(column, id), plain);
    database.prepare(insert[column.table].replace("sealed", column.column)).run(id, text);
    return text;
  };
  const textOf = ({ column, table }: Sealed, id: string): unknown =>
    database.prepare(`SELECT ${column} AS text FROM ${table} WHERE id = ?`).get(id)?.["text"];

  /** The text that a sealed value opens to with the current secret alone. */
  const read = async (column: Sealed, id: string) => open([now], sealedContext(column, id), String(textOf(column, id)));

  /** Runs statements together or not at all, as D1 does. */
  const ask: Ask = (statements) => {
    database.exec("BEGIN");
    const rows = statements.map((statement) => database.prepare(statement).all());
    database.exec("COMMIT");
    return ok(rows);
  };

  /** An `ask` that calls `happen` before its n-th call. */
  function interrupted(call: number, happen: () => void): Ask {
    let calls = 0;
    return (statements) => {
      if (++calls === call) happen();
      return ask(statements);
    };
  }

  const nothing = () => undefined;

  test("is resealed in all of its columns", async () => {
    const plains = new Map<Sealed, string>([
      [authenticators, "JBSWY3DPEHPK3PXP"],
      [recoveryCodes, "a1b2c3d4e5"],
      [challenges, "123456"],
      [providers, JSON.stringify({ apiKey: 'it\'s "quoted"; -- 🔑' })],
      [messages, JSON.stringify({ type: "sms", to: "+15550100042", text: "123456" })],
      ...oauth2.map((column, index): [Sealed, string] => [column, `token ${index}`]),
    ]);
    for (const [column, plain] of plains) await add(column, column.column, plain);
    const lines: string[] = [];
    expect(await resealAll(ask, keys, (line) => lines.push(line))).toEqual(ok({ resealed: 14, unopened: [] }));
    for (const [column, plain] of plains) expect(await read(column, column.column)).toEqual(ok(plain));
    expect(lines).toEqual([
      "authenticators.secret: 1 of 1 resealed",
      "recovery_codes.code: 1 of 1 resealed",
      "challenges.code: 1 of 1 resealed",
      "providers.credentials: 1 of 1 resealed",
      "messages.content: 1 of 1 resealed",
      ...oauth2.map(({ column, table }) => `${table}.${column}: 1 of 1 resealed`),
    ]);
  });

  test("that is sealed with the current secret already, or has nothing to seal, is only read", async () => {
    const text = await add(recoveryCodes, "one", "a1b2c3d4e5", now);
    database.prepare(insert.challenges).run("empty", null);
    let statements = 0;
    const counting: Ask = (texts) => {
      statements += texts.length;
      return ask(texts);
    };
    expect(await resealAll(counting, keys, nothing)).toEqual(ok({ resealed: 0, unopened: [] }));
    expect(statements).toBe(sealedColumns.length);
    expect(textOf(recoveryCodes, "one")).toBe(text);
    expect(textOf(challenges, "empty")).toBeNull();
  });

  test("of many rows is resealed page by page, and a page of long texts is short", async () => {
    for (let i = 0; i < 1_100; i++) await add(recoveryCodes, `code${i}`, `a1b2c3d4e${i}`);
    for (let i = 0; i < 5; i++) await add(providers, `long${i}`, String(i).repeat(30_000));
    const lines: string[] = [];
    const lengths: number[] = [];
    const measuring: Ask = (statements) => {
      lengths.push(...statements.map(({ length }) => length));
      return ask(statements);
    };
    expect(await resealAll(measuring, keys, (line) => lines.push(line))).toEqual(ok({ resealed: 1_105, unopened: [] }));
    expect(lines).toEqual([
      "recovery_codes.code: 500 of 1100 resealed",
      "recovery_codes.code: 1000 of 1100 resealed",
      "recovery_codes.code: 1100 of 1100 resealed",
      ...[1, 2, 3, 4, 5].map((count) => `providers.credentials: ${count} of 5 resealed`),
    ]);
    expect(Math.max(...lengths)).toBeLessThan(100_000);
    for (const id of ["code0", "code499", "code500", "code1099"]) {
      expect(await read(recoveryCodes, id)).toEqual(ok(`a1b2c3d4e${id.slice(4)}`));
    }
    expect(await read(providers, "long4")).toEqual(ok("4".repeat(30_000)));
  });

  test("is left readable when a run breaks off, and the next run resumes", async () => {
    for (let i = 0; i < 1_100; i++) await add(recoveryCodes, `code${i}`, `a1b2c3d4e${i}`);
    // The calls: the count, the first page, and the second page with the UPDATE of the first.
    let calls = 0;
    const breaking: Ask = (statements) => (++calls > 3 ? fail("That did not work: out of reach.") : ask(statements));
    expect(await resealAll(breaking, keys, nothing)).toEqual(
      fail("That did not work: out of reach. Run it again: resealed rows stay resealed."),
    );
    expect(isSealedWith(now, String(textOf(recoveryCodes, "code499")))).toBe(true);
    expect(isSealedWith(before, String(textOf(recoveryCodes, "code500")))).toBe(true);
    const done = textOf(recoveryCodes, "code499");

    expect(await resealAll(ask, keys, nothing)).toEqual(ok({ resealed: 600, unopened: [] }));
    expect(textOf(recoveryCodes, "code499")).toBe(done);
    expect(await read(recoveryCodes, "code1099")).toEqual(ok("a1b2c3d4e1099"));
  });

  test("loses no concurrent write", async () => {
    for (const id of ["changed", "redeemed", "kept"]) await add(recoveryCodes, id, `${id} before`);
    const changed = await seal([before], sealedContext(recoveryCodes, "changed"), "changed meanwhile");
    const late = await seal([before], sealedContext(authenticators, "late"), "late");
    // Between the page that is read and its UPDATE.
    const meanwhile = interrupted(3, () => {
      database.prepare("UPDATE recovery_codes SET code = ? WHERE id = 'changed'").run(changed);
      database.exec("DELETE FROM recovery_codes WHERE id = 'redeemed'");
      database.prepare(insert.authenticators).run("late", late);
    });
    expect(await resealAll(meanwhile, keys, nothing)).toEqual(ok({ resealed: 3, unopened: [] }));
    expect(await read(recoveryCodes, "changed")).toEqual(ok("changed meanwhile"));
    expect(await read(recoveryCodes, "kept")).toEqual(ok("kept before"));
    expect(textOf(recoveryCodes, "redeemed")).toBeUndefined();
    expect(await read(authenticators, "late")).toEqual(ok("late"));
  });

  test("keeps and names rows that cannot be opened, and reseals the rest", async () => {
    await add(recoveryCodes, "good", "a1b2c3d4e5");
    const foreign = await add(recoveryCodes, "foreign", "a1b2c3d4e5", stranger);
    const moved = await seal([before], sealedContext(recoveryCodes, "good"), "a1b2c3d4e5");
    database.prepare(insert.recovery_codes).run("moved", moved);
    database.prepare(insert.providers).run("plain", "{'}; DROP TABLE providers; --");
    expect(await resealAll(ask, keys, nothing)).toEqual(
      ok({
        resealed: 1,
        unopened: [
          { column: recoveryCodes, id: "foreign", reason: "unknown key" },
          { column: recoveryCodes, id: "moved", reason: "not authentic" },
          { column: providers, id: "plain", reason: "malformed" },
        ],
      }),
    );
    expect(await read(recoveryCodes, "good")).toEqual(ok("a1b2c3d4e5"));
    expect(textOf(recoveryCodes, "foreign")).toBe(foreign);
    expect(textOf(recoveryCodes, "moved")).toBe(moved);
    expect(textOf(providers, "plain")).toBe("{'}; DROP TABLE providers; --");
  });
});

describe("the command, on a local database", () => {
  let checkout: Checkout;
  const here = ["--persist-to", "state"];

  const rekey = (...args: readonly string[]) => {
    const options = { cwd: checkout.path, encoding: "utf8" } as const;
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/rekey.ts", ...args], options);
    return { status, stdout, stderr };
  };

  beforeAll(async () => {
    checkout = copyCheckout();
    expect(migrate(checkout, "state")).toEqual({ status: 0, stderr: "" });
    const code = async (id: string, secret: Uint8Array) =>
      seal([secret], sealedContext(recoveryCodes, id), `code of ${id}`);
    const values = [
      `('one', 1, '${await code("one", before)}')`,
      `('two', 1, '${await code("two", before)}')`,
      `('old', 1, '${await code("old", stranger)}')`,
    ];
    // A user for the codes: the database enforces its foreign keys.
    withDatabase(checkout, "state", (database) => {
      database.exec(
        `INSERT INTO users (id, created_at, updated_at, name, name_folded, hash, hash_options, status, labels, mfa, prefs, words,
         email_verification, phone_verification, impersonator, epoch, write_id)
       VALUES ('sam', 0, 0, '', '', 'argon2', '{}', 1, '[]', 0, '{}', '[]', 0, 0, 0, 0, '');
       INSERT INTO recovery_codes (id, user_seq, code) VALUES ${values.join(", ")};`,
      );
    });
    const secrets = `SECRET_KEY=${now.toString("hex")}\nSECRET_KEY_PREVIOUS=${before.toString("hex")}\n`;
    writeFileSync(join(checkout.path, "rotation"), secrets);
  });
  afterAll(() => checkout.remove());

  const codes = async () => {
    const rows = withDatabase(checkout, "state", (database) =>
      database.prepare("SELECT id, code FROM recovery_codes ORDER BY seq").all(),
    );
    return Promise.all(
      rows.map(async ({ code, id }) => [id, await open([now], sealedContext(recoveryCodes, String(id)), String(code))]),
    );
  };

  test("reseals, shows its progress, and names the rows that it cannot open; a second run finds none", async () => {
    const broken = [
      'recovery_codes.code of "old" cannot be opened: it is sealed with neither of the two secrets.',
      "1 text could not be opened, and stayed as before. Do not remove SECRET_KEY_PREVIOUS yet.",
      "",
    ].join("\n");
    expect(rekey("--secrets-file", "rotation", ...here)).toEqual({
      status: 1,
      stdout: "recovery_codes.code: 2 of 3 resealed\nResealed 2 texts with SECRET_KEY.\n",
      stderr: broken,
    });
    expect(await codes()).toEqual([
      ["one", ok("code of one")],
      ["two", ok("code of two")],
      ["old", fail("unknown key")],
    ]);

    withDatabase(checkout, "state", (database) => {
      database.exec("DELETE FROM recovery_codes WHERE id = 'old'");
    });
    expect(rekey("--secrets-file", "rotation", ...here)).toEqual({
      status: 0,
      stdout: "Resealed 0 texts with SECRET_KEY.\nSECRET_KEY_PREVIOUS is no longer needed.\n",
      stderr: "",
    });
  });

  test("says in one line which argument is missing", () => {
    writeFileSync(join(checkout.path, "half"), `SECRET_KEY=${now.toString("hex")}\n`);
    const lacking = (...args: readonly string[]) => rekey(...args).stderr;
    expect(lacking("--secrets-file", "half", ...here)).toBe("half cannot be used: It must set SECRET_KEY_PREVIOUS.\n");
    expect(lacking("--secrets-file", "none", ...here)).toBe("The file none cannot be read.\n");
    expect(rekey("--secrets-file", "rotation", "--persist-to", "elsewhere")).toEqual({
      status: 1,
      stdout: "",
      stderr: "There is no database in elsewhere yet: `npm start` makes it.\n",
    });
    const { status, stderr } = rekey();
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^Say where the secrets are: --secrets-file FILE\.\nUsage: npm run rekey -- --secrets-file FILE\n/,
    );
  });
});
