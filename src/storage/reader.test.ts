import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { build, sql } from "../lib/sql/index.ts";
import { Database } from "./database.ts";
import { boolean, integer, json, orNull, parseJson, reader, record, records, type RowOf, text } from "./reader.ts";
import { isRecord, isTexts } from "./row.ts";
import { oauth2Providers, targets, users } from "./schema/index.ts";

const db = new Database(env.DB);

const user = reader({
  id: text(users.id),
  createdAt: integer(users.createdAt),
  email: text(users.email),
  emailIsFree: boolean(users.emailIsFree),
  status: boolean(users.status),
  labels: json(isTexts, users.labels),
});

beforeAll(async () => {
  await db.run(
    build.insert(users).values({
      id: "Ada",
      createdAt: 7,
      updatedAt: 8,
      name: "",
      nameFolded: "",
      emailVerification: false,
      phoneVerification: false,
      hash: "argon2",
      hashOptions: "{}",
      status: true,
      labels: '["vip"]',
      mfa: false,
      prefs: "{}",
      impersonator: false,
      words: "{}",
      writeId: "",
    }),
  );
});

const ada = { id: "Ada", createdAt: 7, email: null, emailIsFree: null, status: true, labels: ["vip"] };

describe("a reader", () => {
  test("lists the columns that it reads", async () => {
    const { rows } = await db.run(sql`SELECT ${user.columns} FROM ${users}`);
    expect(rows.map(user.read)).toEqual([ada]);
  });

  test("lists the columns that a statement returns", async () => {
    const { rows } = await db.run(build.update(users).set({ updatedAt: 9 }).returning(user.returning));
    expect(rows.map(user.read)).toEqual([ada]);
  });

  test("has null in its type where the column may hold it, and nowhere else", () => {
    expectTypeOf<RowOf<typeof user>>().toEqualTypeOf<{
      readonly id: string;
      readonly createdAt: number;
      readonly email: string | null;
      readonly emailIsFree: boolean | null;
      readonly status: boolean;
      readonly labels: readonly string[];
    }>();
  });

  test("reads an expression that binds values", async () => {
    const timed = reader({ isEarly: boolean(sql`${users.createdAt} < ${8}`) });
    const { rows } = await db.run(sql`SELECT ${timed.columns} FROM ${users}`);
    expect(rows.map(timed.read)).toEqual([{ isEarly: true }]);
  });

  test("reads computed fields besides its columns", async () => {
    const counted = reader({ id: text(users.id), total: integer() });
    const columns = counted.with({ total: sql`(SELECT count(*) FROM ${users} WHERE ${users.createdAt} < ${8})` });
    const { rows } = await db.run(sql`SELECT ${columns} FROM ${users}`);
    expect(rows.map(counted.read)).toEqual([{ id: "Ada", total: 1 }]);
  });

  test("reads computed fields only", async () => {
    const computed = reader({ sum: integer(), none: orNull(text()) });
    const { rows } = await db.run(sql`SELECT ${computed.with({ sum: sql`${1} + 1`, none: sql`NULL` })}`);
    expect(rows.map(computed.read)).toEqual([{ sum: 2, none: null }]);
  });

  test("shares a row with another by its prefix", async () => {
    const other = reader({ id: integer(users.updatedAt) }, "other.");
    const { row = {} } = await db.run(sql`SELECT ${user.columns}, ${other.columns} FROM ${users}`);
    expect({ user: user.read(row).id, other: other.read(row).id }).toEqual({ user: "Ada", other: 9 });
  });

  test("reads rows that are JSON: one, or several", async () => {
    const inner = reader({ id: text(users.id), email: text(users.email) });
    const outer = reader({
      one: record(inner, sql`(SELECT ${inner.object} FROM ${users})`),
      all: records(inner, sql`(SELECT json_group_array(${inner.object}) FROM ${users})`),
    });
    const { rows } = await db.run(sql`SELECT ${outer.columns}`);
    const row = { id: "Ada", email: null };
    expect(rows.map(outer.read)).toEqual([{ one: row, all: [row] }]);
  });
});

describe("a column that holds an unexpected value", () => {
  const secret = "s3cret";
  const fields = {
    text: reader({ it: text(targets.identifier) }),
    integer: reader({ it: integer(targets.createdAt) }),
    boolean: reader({ it: boolean(targets.expired) }),
    "orNull of text": reader({ it: orNull(text(targets.identifier)) }),
    "text or null": reader({ it: text(targets.name) }),
    json: reader({ it: json(isRecord, oauth2Providers.settings) }),
    record: reader({ it: record(user, sql`''`) }),
    records: reader({ it: records(user, sql`''`) }),
  };
  const wrong: Readonly<Record<keyof typeof fields, readonly unknown[]>> = {
    text: [null, 1, undefined],
    integer: [null, secret, undefined],
    boolean: [null, secret, undefined],
    "orNull of text": [1, undefined],
    "text or null": [1, undefined],
    json: [null, secret, `["${secret}"]`, undefined],
    record: [null, secret, `["${secret}"]`, undefined],
    records: [null, secret, `{"it":"${secret}"}`, `["${secret}"]`, undefined],
  };

  for (const [name, { read }] of Object.entries(fields)) {
    test(`of ${name} fails the read, by its name and without its value`, () => {
      for (const it of wrong[name as keyof typeof fields]) {
        expect(() => read({ it })).toThrow(new Error("The column it holds an unexpected value."));
      }
    });
  }

  test("in a row of JSON is named alone", () => {
    const outer = reader({ one: record(reader({ id: text(users.id) }), sql`''`) });
    expect(() => outer.read({ one: '{"id":1}' })).toThrow("The column id holds");
  });

  test("is named with its prefix", () => {
    const prefixed = reader({ id: text(users.id) }, "user.");
    expect(() => prefixed.read({ id: "Ada" })).toThrow("The column user.id holds");
  });
});

test("JSON of no column is read by the same rule", () => {
  expect(parseJson('["a"]', "scopes", isTexts)).toEqual(["a"]);
  expect(() => parseJson("[1]", "scopes", isTexts)).toThrow("The column scopes holds");
});
