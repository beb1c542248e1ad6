/** The compiler's refusals, and the SQL of the important query shapes. */
import { describe, expect, test } from "vitest";
import { usersResource } from "../../src/domain/users/index.ts";
import { compileList, type ListRequest } from "../../src/lib/queries/index.ts";
import { planOf } from "./run-plan.ts";

const q = (method: string, attribute?: string, ...values: readonly unknown[]): string =>
  JSON.stringify({ method, attribute, values });

const refusal = (request: Omit<ListRequest, "total">) => {
  const plan = compileList(usersResource, { ...request, total: true });
  return plan.ok ? "accepted" : `${plan.error.type}: ${plan.error.message}`;
};

describe("refused", () => {
  const json = 'expected JSON such as {"method":"equal","attribute":"name","values":["Ann"]}';
  const id = 'takes an id: 1 to 36 of a-z, A-Z, 0-9, ".", "_" and "-", beginning with a letter or digit';
  const date = 'dates such as "2026-01-31T12:00:00.000+00:00"';

  test.each([
    ["", json],
    ["limit(5)", json],
    ["[]", "expected a JSON object"],
    ["null", "expected a JSON object"],
    ['"equal"', "expected a JSON object"],
    ["{}", '"method" must be a string'],
    ['{"method":1}', '"method" must be a string'],
    ['{"method":"equal","attribute":null}', '"attribute" must be a string'],
    ['{"method":"equal","attribute":"name","values":"a"}', '"values" must be an array'],
    ['{"method":"equal","attribute":"name","values":{"0":"a"}}', '"values" must be an array'],

    [q("equal", "nosuch", "a"), "Attribute not found in schema: nosuch"],
    [q("equal", "Name", "a"), "Attribute not found in schema: Name"],
    [q("equal", "password", "a"), "Attribute not found in schema: password"],
    [q("equal", "__proto__", "a"), "Attribute not found in schema: __proto__"],
    [q("equal", "constructor", "a"), "Attribute not found in schema: constructor"],
    [q("equal", "$internalId", 1), "Attribute not found in schema: $internalId"],
    [q("equal"), "Attribute not found in schema: "],
    [q("search", "nosuch", "a"), "Attribute not found in schema: nosuch"],
    [q("orderAsc"), "Attribute not found in schema: "],
    [q("orderDesc", "nosuch"), "Attribute not found in schema: nosuch"],
    [q("orderAsc", "labels"), 'Cannot order by attribute "labels" because it is an array.'],

    [q("equal", "labels", "vip"), 'Cannot query equal on attribute "labels" because it is an array.'],
    [q("startsWith", "labels", "vip"), 'Cannot query startsWith on attribute "labels" because it is an array.'],
    [q("contains", "labels", 1), 'contains on attribute "labels" takes strings'],
    [q("contains", "status", true), 'Cannot query contains on attribute "status" because it is not a string.'],
    [
      q("contains", "registration", "2024"),
      'Cannot query contains on attribute "registration" because it is not a string.',
    ],
    [q("endsWith", "$sequence", 1), 'Cannot query endsWith on attribute "$sequence" because it is not a string.'],

    [q("equal", "name"), 'equal on attribute "name" takes at least one value'],
    [q("equal", "name", null), 'equal on attribute "name" takes strings'],
    [q("equal", "name", "a", 1), 'equal on attribute "name" takes strings'],
    [q("notEqual", "name", "a", "b"), 'notEqual on attribute "name" takes one value'],
    [q("startsWith", "name", "a", "b"), 'startsWith on attribute "name" takes one value'],
    [q("between", "name", "a"), 'between on attribute "name" takes two values'],
    [q("between", "name", "a", "b", "c"), 'between on attribute "name" takes two values'],
    [q("equal", "status", "true"), 'equal on attribute "status" takes true or false'],
    [q("equal", "status", 1), 'equal on attribute "status" takes true or false'],
    [q("equal", "$sequence", 1.5), 'equal on attribute "$sequence" takes integers between -(2^53 - 1) and 2^53 - 1'],
    [q("equal", "$sequence", "1"), 'equal on attribute "$sequence" takes integers between -(2^53 - 1) and 2^53 - 1'],
    [q("equal", "registration", "2024-02-30"), `equal on attribute "registration" takes ${date}`],
    [q("equal", "registration", 0), `equal on attribute "registration" takes ${date}`],

    [q("and", undefined, JSON.parse(q("equal", "name", "a"))), "and joins at least two queries"],
    [q("or"), "or joins at least two queries"],
    [q("or", undefined, q("equal", "name", "a"), q("isNull", "email")), "expected a JSON object"],
    [
      q("or", undefined, { method: "isNull", attribute: "email" }, { method: "limit", values: [1] }),
      "and/or join filters, not limit",
    ],
    [
      q("or", undefined, { method: "isNull", attribute: "email" }, { method: "isNull", attribute: "x" }),
      "Attribute not found in schema: x",
    ],

    [q("limit"), "limit takes an integer from 1 to 5000"],
    [q("limit", undefined, 0), "limit takes an integer from 1 to 5000"],
    [q("limit", undefined, 5001), "limit takes an integer from 1 to 5000"],
    [q("limit", undefined, 1.5), "limit takes an integer from 1 to 5000"],
    [q("limit", undefined, "5"), "limit takes an integer from 1 to 5000"],
    [q("offset", undefined, -1), "offset takes an integer from 0 to 2^63 - 1"],
    [q("offset", undefined, 1e30), "offset takes an integer from 0 to 2^63 - 1"],
    [q("cursorAfter"), `cursorAfter ${id}`],
    [q("cursorAfter", undefined, ""), `cursorAfter ${id}`],
    [q("cursorBefore", undefined, "a b"), `cursorBefore ${id}`],
    [q("cursorBefore", undefined, "a".repeat(37)), `cursorBefore ${id}`],
  ])("%s", (query, reason) => {
    expect(refusal({ queries: [query] })).toBe(`general_argument_invalid: Invalid query: ${reason}`);
  });

  test.each([
    "select",
    "distanceEqual",
    "intersects",
    "regex",
    "elemMatch",
    "vectorDot",
    "exists",
    "notExists",
    "toString",
  ])("the method %s", (method) => {
    expect(refusal({ queries: [q(method, "name", "a")] })).toMatch(
      /^general_argument_invalid: Invalid query: the method "\w+" is not accepted here; accepted: equal, notEqual, /u,
    );
  });

  test.each(["search", "notSearch"])("%s, for no attribute has a full-text index", (method) => {
    expect(refusal({ queries: [q(method, "name", "a")] })).toBe(
      'general_query_invalid: The attribute "name" has no full-text index. Use the search parameter, or contains.',
    );
  });

  test("a later query that breaks a rule, though an earlier one counts", () => {
    expect(refusal({ queries: [q("limit", undefined, 1), q("limit", undefined, 0)] })).toContain("limit takes");
  });

  test("a cursor into a random order", () => {
    expect(refusal({ queries: [q("orderRandom"), q("cursorAfter", undefined, "a")] })).toContain(
      "a cursor has no position in the order of orderRandom",
    );
  });

  const nested = (levels: number): object =>
    levels === 1
      ? { method: "isNull", attribute: "email" }
      : { method: "and", values: [nested(levels - 1), { method: "isNull", attribute: "phone" }] };

  test.each([
    ["101 queries", Array.from({ length: 101 }, () => q("isNull", "email")), "at most 100 queries are accepted"],
    ["4,097 characters", [q("equal", "name", "a".repeat(4097))], "a query has at most 4096 characters"],
    [
      "501 values",
      [q("equal", "$sequence", ...Array.from({ length: 501 }, () => 1))],
      "equal takes at most 500 values",
    ],
    ["21 levels", [JSON.stringify(nested(21))], "and/or nest at most 20 levels deep"],
    [
      "501 conditions",
      Array.from({ length: 11 }, () =>
        q("or", undefined, ...Array.from({ length: 45 }, () => ({ method: "isNull", attribute: "email" }))),
      ),
      "at most 500 conditions are accepted",
    ],
  ])("%s", (_, queries, reason) => {
    expect(refusal({ queries })).toBe(`general_argument_invalid: Invalid query: ${reason}`);
  });

  test("limits without an error", () => {
    expect(refusal({ queries: Array.from({ length: 100 }, () => q("isNull", "email")) })).toBe("accepted");
    expect(refusal({ queries: [q("equal", "$sequence", ...Array.from({ length: 500 }, () => 1))] })).toBe("accepted");
    expect(refusal({ queries: [JSON.stringify(nested(20))] })).toBe("accepted");
    expect(refusal({ queries: [q("limit", undefined, 5000), q("offset", undefined, 2 ** 63 - 1)] })).toBe("accepted");
  });

  test("a search of a list without words", () => {
    const { search: _, ...resource } = usersResource;
    expect(compileList(resource, { search: "a", total: true })).toEqual({
      ok: false,
      error: { type: "general_query_invalid", message: "This list cannot be searched." },
    });
  });
});

describe("compiled", () => {
  const page = (...queries: readonly string[]) => {
    const plan = planOf({ queries, total: false });
    return plan.branches.map(({ source, where }) => {
      return [source.text, where.text, ...where.params];
    });
  };
  const total = (...queries: readonly string[]) => {
    const { facts } = planOf({ queries, total: true });
    return facts === null ? null : facts.text;
  };

  test("the first limit, offset and cursor count", () => {
    const plan = planOf({
      queries: [
        q("limit", undefined, 3),
        q("limit", undefined, 4),
        q("offset", undefined, 1),
        q("offset", undefined, 2),
        q("cursorBefore", undefined, "a"),
        q("cursorAfter", undefined, "b"),
      ],
      total: false,
    });
    expect(plan).toMatchObject({ limit: 3, offset: 1, reversed: true });
  });

  test("no queries: the first 25 in the order of insertion", () => {
    expect(planOf({ total: false })).toMatchObject({
      limit: 25,
      offset: 0,
      reversed: false,
      sorts: false,
      facts: null,
    });
    expect(page()).toEqual([['"users" NOT INDEXED', "1"]]);
    expect(total()).toBe(
      'SELECT (SELECT "user_totals"."users" FROM "user_totals") AS "total", 1 AS "cursorFound", 0 AS "cursorNull"',
    );
  });

  test("an id is looked up ignoring case, and matched exactly", () => {
    expect(page(q("equal", "$id", "Ann"))).toEqual([
      ['"users" INDEXED BY "users_id"', '(lower("users"."id") = ? AND "users"."id" = ?)', "ann", "Ann"],
    ]);
  });

  test("one condition drives, by the order id, label, name, range, boolean; the others are checked", () => {
    const conditions = [
      q("equal", "status", false),
      q("greaterThan", "registration", "1970-01-01"),
      q("equal", "name", "Ann"),
      q("contains", "labels", "vip"),
      q("equal", "email", "A@x.org"),
    ];
    const sources = conditions.map((_, i) => {
      const [source, where] = page(...conditions.slice(0, i + 1))[0] ?? [];
      return /IN \(SELECT "users"."seq" AS s FROM (.*?) WHERE/.exec(String(where))?.[1] ?? source;
    });
    expect(sources).toEqual([
      '"users" INDEXED BY "users_status"',
      '"users" INDEXED BY "users_created_at"',
      '"users" INDEXED BY "users_name"',
      '(SELECT "user_labels"."user_seq" AS s FROM "user_labels" WHERE "user_labels"."label" = ?) AS found CROSS JOIN "users" NOT INDEXED ON "users"."seq" = found.s',
      '"users" INDEXED BY "users_email"',
    ]);
    expect(page(...conditions.slice(0, 3))).toEqual([
      [
        '"users" INDEXED BY "users_name"',
        '((+"users"."created_at" > ?) AND ("users"."name_folded" = ? AND +"users"."status" = 0))',
        0,
        "ann",
      ],
    ]);
  });

  test("a boolean drives by the value in its index, however the query asks for it", () => {
    const byIndex = [['"users" INDEXED BY "users_impersonator"', '"users"."impersonator" = 1']];
    expect(page(q("equal", "impersonator", true, true))).toEqual(byIndex);
    expect(page(q("greaterThan", "impersonator", false))).toEqual(byIndex);
    expect(page(q("between", "impersonator", true, true))).toEqual(byIndex);
    expect(page(q("equal", "impersonator", false))).toEqual([['"users" NOT INDEXED', '+"users"."impersonator" = 0']]);
    expect(page(q("equal", "impersonator", true, false))).toEqual([['"users" NOT INDEXED', "1"]]);
    expect(page(q("greaterThan", "impersonator", true))).toEqual([['"users" NOT INDEXED', "0"]]);
  });

  test("an order by a boolean reads the rows of its index, and the others by the sequence", () => {
    const plan = planOf({ queries: [q("orderDesc", "status")], total: false });
    expect(plan.branches.map(({ source, where }) => [source.text, where.text])).toEqual([
      ['"users" INDEXED BY "users_status"', '"users"."status" = 0'],
      ['"users" NOT INDEXED', '"users"."status" = 1'],
    ]);
    expect(plan.sorts).toBe(false);
  });

  test("several bounds of one attribute drive as one range", () => {
    const range = [
      q("greaterThan", "$sequence", 1),
      q("lessThanEqual", "$sequence", 9),
      q("lessThan", "$sequence", 20),
    ];
    expect(page(...range)).toEqual([['"users" NOT INDEXED', '("users"."seq" > ? AND "users"."seq" <= ?)', 1, 9]]);
  });

  test("several values are bound as one parameter", () => {
    expect(page(q("equal", "name", "Ann", "Bob"))).toEqual([
      [
        '"users" NOT INDEXED',
        '"users"."seq" IN (SELECT "users"."seq" AS s FROM "users" INDEXED BY "users_name" WHERE "users"."name_folded" IN (SELECT value FROM json_each(?)))',
        '["ann","bob"]',
      ],
    ]);
  });

  test("a contained text is literal: % and _ are plain characters", () => {
    expect(page(q("contains", "name", "100%_"))).toEqual([
      ['"users" NOT INDEXED', 'instr(+"users"."name_folded", ?) > 0', "100%_"],
    ]);
  });

  test("a single boolean is counted by the kept totals", () => {
    const counted = (value: string): string => `SELECT ${value} AS "total", 1 AS "cursorFound", 0 AS "cursorNull"`;
    expect(total(q("equal", "status", true))).toBe(counted('(SELECT "user_totals"."status" FROM "user_totals")'));
    expect(total(q("equal", "status", false))).toBe(
      counted('(SELECT "user_totals"."users" - "user_totals"."status" FROM "user_totals")'),
    );
  });

  test("a cursor is sought among its ties, then beyond them, then among those without a value", () => {
    const at = (column: string): string =>
      `(SELECT "users"."${column}" FROM "users" INDEXED BY "users_id" WHERE (lower("users"."id") = ? AND "users"."id" = ?))`;
    const plan = planOf({ queries: [q("orderDesc", "accessedAt"), q("cursorAfter", undefined, "Ann")], total: false });
    expect(plan.branches.map(({ where }) => where.text)).toEqual([
      `("users"."accessed_at" = ${at("accessed_at")} AND "users"."seq" < ${at("seq")})`,
      `"users"."accessed_at" < ${at("accessed_at")}`,
      '"users"."accessed_at" IS NULL',
    ]);
    expect(plan.orderBy.map((order) => order.text)).toEqual(['"order_0" DESC', '"order_1" DESC']);
    expect(plan.facts === null ? null : plan.facts.text).toBe(
      'SELECT 0 AS "total", EXISTS (SELECT 1 FROM "users" INDEXED BY "users_id" WHERE (lower("users"."id") = ? AND "users"."id" = ?)) AS "cursorFound", ' +
        'EXISTS (SELECT 1 FROM "users" INDEXED BY "users_id" WHERE (lower("users"."id") = ? AND "users"."id" = ?) AND +"users"."accessed_at" IS NULL) AS "cursorNull"',
    );
  });

  test("a search without words to look for finds no user", () => {
    const plan = planOf({ search: ">", total: true });
    expect(plan.branches.map(({ where }) => where.text)).toEqual(["0"]);
  });
});
