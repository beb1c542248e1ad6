/** Statements are written as Drizzle writes them: with its names, for the same rows. */
import * as theirs from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
import { describe, expect, test } from "vitest";
import * as schema from "../../storage/schema/index.ts";
import { and, build, eq, gt, inArray, insertFrom, isNull, lte, ne, not, or, type SQL, sql } from "./index.ts";

const { authenticators, memberships, rateLimits, sessions, users, userTotals } = schema;

const dialect = new SQLiteSyncDialect({ casing: "snake_case" });
const refuse = () => Promise.reject(new Error("Nothing is sent."));
const drizzled = drizzle(refuse, refuse, { casing: "snake_case" });

/** SQL of Drizzle's as text and values. */
const written = (statement: theirs.SQL) => {
  const { params, sql: text } = dialect.sqlToQuery(statement);
  return { text, params };
};

const built = (statement: { toSQL(): { sql: string; params: unknown[] } }) => {
  const { params, sql: text } = statement.toSQL();
  return { text, params };
};

const ours = ({ params, text }: SQL) => ({ text, params: [...params] });

describe("a template", () => {
  test("binds values, and inserts names and other SQL", () => {
    const isAda = sql`${users.nameFolded} = ${"ada"}`;
    const all = sql`SELECT ${users.emailVerification} FROM ${users} WHERE ${isAda} AND ${users.email} IS NOT ${null} LIMIT ${1}`;
    const theirAda = theirs.sql`${users.nameFolded} = ${"ada"}`;
    expect(ours(all)).toEqual(
      written(
        theirs.sql`SELECT ${users.emailVerification} FROM ${users} WHERE ${theirAda} AND ${users.email} IS NOT ${null} LIMIT ${1}`,
      ),
    );
  });

  test("writes an integer as text, and refuses other numbers", () => {
    expect(ours(sql`LIMIT ${sql.integer(25)} OFFSET ${25}`)).toEqual({ text: "LIMIT 25 OFFSET ?", params: [25] });
    for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => sql.integer(value)).toThrow(TypeError);
    }
  });

  test("keeps the values of a part that stands in it twice, in their order", () => {
    const part = sql`(${1} + ${2})`;
    expect(ours(sql`${0} ${part} ${part} ${3}`)).toEqual({ text: "? (? + ?) (? + ?) ?", params: [0, 1, 2, 1, 2, 3] });
  });

  test("joins parts, and quotes a name", () => {
    const [one, other] = [sql`${1}`, sql.raw("2")];
    expect(ours(sql.join([one, other, users.id], sql`, `))).toEqual({ text: '?, 2, "users"."id"', params: [1] });
    expect(ours(sql.join([]))).toEqual({ text: "", params: [] });
    expect(sql.identifier('a"b').text).toBe('"a""b"');
  });

  test.each([undefined, {}, [1], new Date(), 1n, () => 1])("refuses an invalid part: %s", (part) => {
    expect(() => sql`${part as never}`).toThrow("A statement takes texts, numbers, booleans, null, columns, tables");
  });

  test("names every table and column as Drizzle does", () => {
    const tables = Object.values(schema);
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) {
      const columns = Object.values(theirs.getTableColumns(table));
      expect(ours(sql.join([table, ...columns], sql`, `))).toEqual(
        written(
          theirs.sql.join([theirs.sql`${table}`, ...columns.map((column) => theirs.sql`${column}`)], theirs.sql`, `),
        ),
      );
    }
  });
});

describe("conditions", () => {
  const [a, b] = [eq(users.seq, 1), isNull(users.email)];
  const [theirA, theirB] = [theirs.eq(users.seq, 1), theirs.isNull(users.email)];

  test.each([
    ["=", a, theirA],
    ["<>", ne(users.id, "x"), theirs.ne(users.id, "x")],
    [">", gt(users.seq, 1), theirs.gt(users.seq, 1)],
    ["<=", lte(users.seq, sessions.userSeq), theirs.lte(users.seq, sessions.userSeq)],
    ["IN", inArray(users.id, ["x", "y"]), theirs.inArray(users.id, ["x", "y"])],
    ["IN of nothing", inArray(users.id, []), theirs.inArray(users.id, [])],
    ["AND", and(a, undefined, b), theirs.and(theirA, undefined, theirB)],
    ["OR", or(a, and(a, b)), theirs.or(theirA, theirs.and(theirA, theirB))],
    ["AND of one", and(undefined, b), theirs.and(undefined, theirB)],
  ])("%s", (_, condition, theirCondition) => {
    expect(ours(condition)).toEqual(written(theirs.sql`${theirCondition}`));
  });

  test("an empty AND is true, an empty OR is false", () => {
    expect([and().text, or().text]).toEqual(["1", "0"]);
  });

  test("NOT applies to the whole condition", () => {
    expect(not(sql`a AND b`).text).toBe("not (a AND b)");
  });
});

describe("a statement", () => {
  const self = sql`${users.id} = ${"ada"}`;
  const theirSelf = theirs.sql`${users.id} = ${"ada"}`;

  test("inserts a row, with defaults for omitted columns", () => {
    const row = { bucket: "b", count: 1, expire: 2 };
    expect(ours(build.insert(rateLimits).values(row))).toEqual(built(drizzled.insert(rateLimits).values(row)));
    const totals = { users: 1, status: 1, emailVerification: 0, phoneVerification: 0, impersonator: 0 };
    expect(ours(build.insert(userTotals).values(totals))).toEqual(built(drizzled.insert(userTotals).values(totals)));
  });

  test("inserts selected rows, with defaults for omitted columns", () => {
    const found = insertFrom(
      authenticators,
      { id: "i", createdAt: 1, updatedAt: 1, userSeq: users.seq, type: "totp", secret: "s", verified: false },
      sql`FROM ${users} WHERE ${self}`,
    );
    expect(ours(found)).toEqual({
      text: `insert into "authenticators" ("seq", "id", "created_at", "updated_at", "user_seq", "type", "secret", "verified", "last_step") select null, ?, ?, ?, "users"."seq", ?, ?, ?, ? FROM "users" WHERE "users"."id" = ?`,
      params: ["i", 1, 1, "totp", "s", false, 0, "ada"],
    });
  });

  test("ignores a conflict, or updates the existing row", () => {
    const insert = build.insert(rateLimits).values({ bucket: "b", count: 1, expire: 2 });
    expect(insert.onConflictDoNothing().text).toBe(`${insert.text} on conflict do nothing`);
    expect(insert.onConflictDoNothing({ target: [memberships.userSeq, memberships.teamSeq] }).text).toBe(
      `${insert.text} on conflict ("user_seq", "team_seq") do nothing`,
    );
    const upsert = insert.onConflictDoUpdate({
      target: rateLimits.bucket,
      set: { count: sql`${rateLimits.count} + ${3}` },
      setWhere: gt(rateLimits.count, 4),
    });
    expect(ours(upsert)).toEqual({
      text: `${insert.text} on conflict ("bucket") do update set "count" = "rate_limits"."count" + ? where "rate_limits"."count" > ?`,
      params: ["b", 1, "", 2, 3, 4],
    });
  });

  test("updates the rows that a condition picks, also by another table", () => {
    expect(ours(build.update(users).set({ name: "Bob", phone: null }).where(self))).toEqual(
      built(drizzled.update(users).set({ name: "Bob", phone: null }).where(theirSelf)),
    );
    expect(
      ours(
        build
          .update(userTotals)
          .set({ users: sql`${userTotals.users} + ${1}` })
          .from(users)
          .where(self),
      ),
    ).toEqual(
      built(
        drizzled
          .update(userTotals)
          .set({ users: theirs.sql`${userTotals.users} + ${1}` })
          .from(users)
          .where(theirSelf),
      ),
    );
  });

  test("skips undefined values, and refuses an UPDATE without values", () => {
    const set = { name: "Bob", email: undefined } as unknown as { name: string };
    expect(build.update(users).set(set).text).toBe('update "users" set "name" = ?');
    expect(() => build.update(users).set({})).toThrow("An UPDATE sets nothing.");
  });

  test("deletes the rows that a condition picks, and returns columns and expressions", () => {
    expect(ours(build.delete(users).where(self).returning({ id: users.id, nameFolded: users.nameFolded }))).toEqual(
      built(drizzled.delete(users).where(theirSelf).returning({ id: users.id, nameFolded: users.nameFolded })),
    );
    expect(
      ours(
        build
          .delete(users)
          .where(self)
          .returning({ key: sql`${"user/"} || ${users.id}` }),
      ),
    ).toEqual({
      text: 'delete from "users" where "users"."id" = ? returning ? || "users"."id" as "key"',
      params: ["ada", "user/"],
    });
  });
});
