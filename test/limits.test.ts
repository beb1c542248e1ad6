/**
 * The limits of D1 (its documentation) and of this project, one case each, over HTTP: within a limit the right rows, beyond
 * it a 400, and never a statement that the database refuses.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "./harness/client.ts";

type Query = Readonly<Record<string, unknown>>;

const query = (method: string, attribute: string, ...values: readonly unknown[]): Query => ({
  method,
  attribute,
  values,
});
const joined = (method: "and" | "or", ...values: readonly Query[]): Query => ({ method, values });

interface Listed {
  readonly status: number;
  /** The `type` of a refusal. */
  readonly type?: unknown;
  /** The ids of the page, and how many users match. */
  readonly ids?: readonly unknown[];
  readonly total?: unknown;
}

/** Lists users. @param queries objects, or texts that are sent unchanged */
async function list(queries: readonly (Query | string)[], search?: string): Promise<Listed> {
  const parameters = new URLSearchParams(
    queries.map((query, i): [string, string] => [
      `queries[${i}]`,
      typeof query === "string" ? query : JSON.stringify(query),
    ]),
  );
  if (search !== undefined) parameters.set("search", search);
  const { body, status } = await call("GET", `/users?${parameters.toString()}`);
  if (status !== 200) return { status, type: body["type"] };
  const { total, users } = body;
  return { status, total, ids: Array.isArray(users) ? users.map(({ $id }: { readonly $id: unknown }) => $id) : [] };
}

const found = (...ids: readonly string[]): Listed => ({ status: 200, total: ids.length, ids });
const refused: Listed = { status: 400, type: "general_argument_invalid" };

const words = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewaren";
const han = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処";

/** The listed users: `long` has a name of more than 50 letters, `han` one of more than 50 bytes, and `sign` LIKE's wildcards. */
const people = [
  { userId: "ann", name: "Ann", email: "ann@mail.example", phone: "+14155550100" },
  { userId: "bob", name: "Bob", email: "bob@mail.example" },
  { userId: "long", name: `Hubert ${words}`, email: `${"x".repeat(64)}@${"y".repeat(60)}.example` },
  { userId: "han", name: han },
  { userId: "sign", name: "100% _Sure_" },
];

beforeAll(async () => {
  for (const body of people) expect((await call("POST", "/users", { body })).status).toBe(201);
  await call("PUT", "/users/ann/labels", { body: { labels: ["vip", "beta"] } });
  await call("PATCH", "/users/bob/status", { body: { status: false } });
});

const everybody = found(...people.map(({ userId }) => userId));

/** A list of values, of which the last is the relevant one. */
const valuesUpTo = (count: number, last: string) => [...Array.from({ length: count - 1 }, (_, i) => `v${i}`), last];

describe("D1 binds at most 100 parameters a statement; a query takes 500 values", () => {
  const attributes = [
    { attribute: "name", value: "Ann", method: "equal" },
    { attribute: "email", value: "ann@mail.example", method: "equal" },
    { attribute: "phone", value: "+14155550100", method: "equal" },
    { attribute: "$id", value: "ann", method: "equal" },
    { attribute: "labels", value: "vip", method: "contains" },
    { attribute: "labels", value: "vip", method: "containsAny" },
    { attribute: "name", value: "nn", method: "contains" },
    { attribute: "email", value: "ann@", method: "containsAny" },
  ];
  test.for(attributes)("$method on $attribute", async ({ attribute, value, method }) => {
    for (const count of [90, 91, 100, 101, 500]) {
      expect(await list([query(method, attribute, ...valuesUpTo(count, value))])).toEqual(found("ann"));
    }
    expect(await list([query(method, attribute, ...valuesUpTo(501, value))])).toEqual(refused);
  });

  test("notContains and containsAll", async () => {
    const others = found("bob", "long", "han", "sign");
    expect(await list([query("notContains", "labels", ...valuesUpTo(500, "vip"))])).toEqual(others);
    expect(await list([query("notContains", "name", ...valuesUpTo(500, "nn"))])).toEqual(others);
    expect(await list([query("containsAll", "labels", ...valuesUpTo(500, "vip"))])).toEqual(found());
    expect(
      await list([query("containsAll", "labels", ...Array.from({ length: 250 }, () => ["vip", "beta"]).flat())]),
    ).toEqual(found("ann"));
  });

  test("many queries of one value each", async () => {
    const queries = Array.from({ length: 100 }, (_, i) => query("notEqual", "name", `v${i}`));
    expect(await list(queries)).toEqual(everybody);
    expect(await list([...queries.slice(1), query("equal", "status", true)])).toEqual(
      found("ann", "long", "han", "sign"),
    );
  });

  test("both sides of ninety values, where they begin to be bound as one, with a cursor and a search besides", async () => {
    for (const count of [85, 86, 87, 88, 89, 90, 91, 95]) {
      const queries = Array.from({ length: count }, (_, i) => query("notEqual", "name", `v${i}`));
      expect(await list([...queries, query("cursorAfter", "", "ann")], "bob")).toEqual(found("bob"));
    }
  });

  test("a thousand labels are written, one more is refused", async () => {
    const labels = Array.from({ length: 1_000 }, (_, i) => `l${i}`);
    await call("POST", "/users", { body: { userId: "labelled" } });
    expect((await call("PUT", "/users/labelled/labels", { body: { labels } })).body["labels"]).toEqual(labels);
    expect(await list([query("contains", "labels", "l999")])).toEqual(found("labelled"));
    expect((await call("PUT", "/users/labelled/labels", { body: { labels: [...labels, "more"] } })).status).toBe(400);
    await call("DELETE", "/users/labelled");
    expect(await list([query("contains", "labels", "l999")])).toEqual(found());
  });
});

describe("D1's LIKE takes patterns of 50 bytes; terms of any length are found", () => {
  test.for([
    { name: "51 letters", id: "long", text: words.slice(0, 51), end: words.slice(-51) },
    { name: "91 letters", id: "long", text: words, end: words },
    { name: "17 characters of three bytes", id: "han", text: han.slice(0, 17), end: han.slice(-17) },
    { name: "37 characters of three bytes", id: "han", text: han, end: han },
  ])("$name", async ({ id, text, end }) => {
    const whole = id === "long" ? `Hubert ${text}` : text;
    expect(await list([query("startsWith", "name", whole)])).toEqual(found(id));
    expect(await list([query("endsWith", "name", end)])).toEqual(found(id));
    expect(await list([query("contains", "name", text)])).toEqual(found(id));
    expect(await list([query("notContains", "name", text), query("equal", "$id", id)])).toEqual(found());
    expect(await list([], text)).toEqual(found(id));
    expect(await list([], `${text}x`)).toEqual(found());
    expect(await list([], `hubert ${text}`)).toEqual(id === "long" ? found(id) : found());
  });

  test("an email of 132 characters", async () => {
    const email = `${"x".repeat(64)}@${"y".repeat(60)}.example`;
    expect(await list([query("equal", "email", email)])).toEqual(found("long"));
    expect(await list([query("startsWith", "email", email.slice(0, 100))])).toEqual(found("long"));
    expect(await list([], email)).toEqual(found("long"));
    expect(await list([], `"${email}"`)).toEqual(found("long"));
    expect(await list([], `${email.slice(0, 70)}z`)).toEqual(found());
  });

  test("treats % and _ as plain characters", async () => {
    expect(await list([query("contains", "name", "%")])).toEqual(found("sign"));
    expect(await list([query("contains", "name", "_")])).toEqual(found("sign"));
    expect(await list([query("startsWith", "name", "100%")])).toEqual(found("sign"));
    expect(await list([query("startsWith", "name", "%")])).toEqual(found());
    expect(await list([query("endsWith", "name", "_sure_")])).toEqual(found("sign"));
  });
});

/** A condition at the given level of nesting; a single query is at level 1. */
function nested(levels: number, condition: Query): Query {
  let nest = condition;
  for (let level = 1; level < levels; level++) {
    nest = joined(level % 2 === 0 ? "and" : "or", condition, nest);
  }
  return nest;
}

describe("An expression is at most 100 deep in D1; and/or nest 20 levels and join 500 conditions", () => {
  test("twenty levels, not twenty-one", async () => {
    expect(await list([nested(20, query("equal", "name", "Ann"))])).toEqual(found("ann"));
    expect(await list([nested(20, query("isNull", "email"))])).toEqual(found("han", "sign"));
    expect(await list([nested(21, query("equal", "name", "Ann"))])).toEqual(refused);
    // Far deeper than a recursive parser can go: the text is short enough, and the stack does not overflow.
    expect(await list(["[".repeat(4_096)])).toEqual(refused);
    expect(await list([`${'{"method":"or","values":['.repeat(150)}${"]}".repeat(150)}`])).toEqual(refused);
  });

  /** Five groups of 99 conditions: with the groups themselves, 500. */
  const groups = (kind: "and" | "or", condition: Query) =>
    Array.from({ length: 5 }, () => joined(kind, ...Array.from({ length: 99 }, () => condition)));

  test("five hundred conditions, not one more", async () => {
    expect(await list(groups("or", { method: "isNull", attribute: "phone" }))).toEqual(
      found("bob", "long", "han", "sign"),
    );
    expect(await list(groups("and", { method: "isNotNull", attribute: "$id" }))).toEqual(everybody);
    const tooMany = [
      ...groups("or", { method: "isNull", attribute: "phone" }),
      { method: "isNull", attribute: "phone" },
    ];
    expect(await list(tooMany)).toEqual(refused);
  });

  test("a chain of many alternatives is no deeper than its logarithm", async () => {
    const names = Array.from({ length: 70 }, (_, i) => query("equal", "name", i === 69 ? "Bob" : `v${i}`));
    expect(await list([joined("or", ...names)])).toEqual(found("bob"));
    const negations = Array.from({ length: 60 }, (_, i) => query("notEqual", "name", i === 59 ? "Bob" : `v${i}`));
    expect(await list([joined("and", ...negations), joined("and", ...negations), joined("and", ...negations)])).toEqual(
      found("ann", "long", "han", "sign"),
    );
  });

  test("every attribute as an order, with a cursor", async () => {
    const names = [
      "status",
      "emailVerification",
      "phoneVerification",
      "impersonator",
      "name",
      "registration",
      "$updatedAt",
    ];
    const orders = names.map((name, i) => ({ method: i % 2 === 0 ? "orderAsc" : "orderDesc", attribute: name }));
    expect((await list([...orders, query("cursorAfter", "", "bob")])).status).toBe(200);
    expect(await list([...orders, query("cursorBefore", "", "bob")])).toEqual({ status: 200, total: 5, ids: [] });
  });
});

describe("A compound SELECT has at most five terms in D1", () => {
  test.for([2, 5, 6, 25, 26, 60])("an or of %i conditions that each have an index", async (count) => {
    const kinds = [
      query("equal", "name", "Nobody"),
      query("startsWith", "email", "bob@"),
      query("contains", "labels", "vip"),
      query("equal", "phone", "+14155550100"),
      query("equal", "$id", "han"),
    ];
    const conditions = Array.from({ length: count }, (_, i) => kinds[i % kinds.length] ?? {});
    expect(await list([joined("or", ...conditions)])).toEqual(count === 2 ? found("bob") : found("ann", "bob", "han"));
  });

  test("a cursor among ties, in an order that ends with nulls, goes on to all that follow", async () => {
    const setTo = "CASE id WHEN 'ann' THEN 2000 WHEN 'bob' THEN 2000 WHEN 'long' THEN 1000 END";
    await env.DB.prepare(`UPDATE users SET password_update = ${setTo}`).run();
    const order = query("orderDesc", "passwordUpdate");
    const page = (ids: readonly string[]): Listed => ({ status: 200, total: 5, ids });
    expect(await list([order, query("cursorAfter", "", "bob")])).toEqual(page(["ann", "long", "sign", "han"]));
    expect(await list([order, query("cursorAfter", "", "ann")])).toEqual(page(["long", "sign", "han"]));
    expect(await list([order, query("cursorBefore", "", "long")])).toEqual(page(["bob", "ann"]));
    await env.DB.prepare("UPDATE users SET password_update = NULL").run();
  });
});

describe("The text of a statement has at most 100 kB in D1", () => {
  test("a hundred queries of four thousand characters each", async () => {
    const filler = "v".repeat(3_000);
    const queries = Array.from({ length: 100 }, (_, i) => query("notEqual", "name", `${filler}${i}`));
    expect(await list(queries)).toEqual(everybody);
    const lists = Array.from({ length: 100 }, (_, i) => query("notContains", "name", ...valuesUpTo(300, `w${i}`)));
    expect(await list(lists)).toEqual(everybody);
  });

  /** As many conditions as a request takes: groups that each fill a query, up to `max` conditions with the groups included. */
  function fill(condition: Query, max = 500): readonly Query[] {
    const length = JSON.stringify(condition).length + 1;
    const perGroup = Math.min(99, Math.floor((4_096 - 30) / length));
    const groups = Math.floor(max / (perGroup + 1));
    return Array.from({ length: groups }, (_, i) =>
      joined(i % 2 === 0 ? "or" : "and", ...Array.from({ length: perGroup }, () => condition)),
    );
  }

  test.for<readonly [method: string, attribute: string, values: readonly unknown[], ids: readonly string[]]>([
    ["equal", "$id", ["ann"], ["ann"]],
    ["equal", "$id", ["ann", "x"], ["ann"]],
    ["notEqual", "$id", ["ann"], ["bob", "long", "han", "sign"]],
    ["equal", "name", ["Ann", "x"], ["ann"]],
    ["equal", "status", [false], ["bob"]],
    ["notBetween", "name", ["b", "i"], ["ann", "han", "sign"]],
    ["startsWith", "name", ["an"], ["ann"]],
    ["notStartsWith", "name", ["an"], ["bob", "long", "han", "sign"]],
    ["endsWith", "name", ["nn"], ["ann"]],
    ["contains", "name", ["nn", "x"], ["ann"]],
    ["containsAll", "name", ["a", "n"], ["ann", "long"]],
    ["notContains", "name", ["b", "1"], ["ann", "han"]],
    ["contains", "labels", ["vip", "x"], ["ann"]],
    ["containsAll", "labels", ["vip", "beta"], ["ann"]],
    ["notContains", "labels", ["vip", "x"], ["bob", "long", "han", "sign"]],
    ["isNull", "phone", [], ["bob", "long", "han", "sign"]],
    ["lessThan", "registration", ["2099-01-01"], ["ann", "bob", "long", "han", "sign"]],
  ])(
    "as many conditions as there may be: %s on %s of %j",
    { timeout: 20_000 },
    async ([method, attribute, values, ids]) => {
      const isList = values.length > 1 && method !== "notBetween";
      const queries = fill(query(method, attribute, ...values), isList ? 100 : 500);
      expect(await list(queries)).toEqual(found(...ids));
      expect(await list([...queries, query("orderDesc", "$sequence")])).toEqual({
        ...found(...ids),
        ids: ids.toReversed(),
      });
    },
  );

  test("conditions that hold for all users, or for none, do not pile up", async () => {
    const always = query("isNotNull", "$sequence");
    const never = query("isNull", "$sequence");
    expect(
      await list(
        Array.from({ length: 100 }, () => always),
        "ann",
      ),
    ).toEqual(found("ann"));
    const filled = [...fill(always), ...fill(query("isNotNull", "labels"))].slice(0, 6);
    expect(await list(filled, "ann")).toEqual(found("ann"));
    for (const method of ["notEndsWith", "notStartsWith", "notContains", "notEqual"]) {
      expect(
        await list(
          Array.from({ length: 99 }, (_, i) => query(method, "name", `z${i}`)),
          "ann",
        ),
      ).toEqual(found("ann"));
    }
    expect(
      await list(
        Array.from({ length: 99 }, () => query("notContains", "name", "zz", "yy")),
        "ann",
      ),
    ).toEqual(found("ann"));
    expect(
      await list(
        Array.from({ length: 99 }, () => query("containsAll", "name", "a", "n")),
        "ann",
      ),
    ).toEqual(found("ann"));
    expect(await list([joined("or", never, query("equal", "$id", "ann"))])).toEqual(found("ann"));
    expect(await list([joined("or", always, query("equal", "$id", "ann"))])).toEqual(everybody);
    expect(await list([joined("and", always, query("equal", "$id", "ann"))])).toEqual(found("ann"));
    expect(await list([joined("and", never, query("equal", "$id", "ann"))])).toEqual(found());
    expect(await list([joined("or", never, never)])).toEqual(found());
    expect(await list([joined("and", always, always)])).toEqual(everybody);
  });

  test("a hundred conditions have several values, not one more", async () => {
    const lists = Array.from({ length: 98 }, () => query("equal", "$id", "ann", "x"));
    const two = joined("or", query("equal", "$id", "ann", "x"), query("between", "name", "a", "b"));
    expect(await list([...lists, two, query("equal", "$id", "ann", "y")])).toEqual(found("ann"));
    const three = joined("or", query("equal", "$id", "ann", "x"), query("equal", "$id", "ann", "y"));
    expect(await list([...lists, three, query("equal", "$id", "ann", "y")])).toEqual(refused);
  });

  test("as many conditions as there may be, with an order over nulls and a cursor", { timeout: 20_000 }, async () => {
    const queries = [...fill(query("notContains", "labels", "x")), query("orderDesc", "phone")];
    expect(await list([...queries, query("cursorAfter", "", "ann")])).toEqual({
      status: 200,
      total: 5,
      ids: ["sign", "han", "long", "bob"],
    });
    expect(await list([...queries, query("cursorBefore", "", "ann")])).toEqual({ status: 200, total: 5, ids: [] });
  });
});

describe("The parameters of a list", () => {
  test("a search has up to 256 characters", async () => {
    expect(await list([], `ann${" ".repeat(253)}`)).toEqual(found("ann"));
    expect(await list([], "x".repeat(256))).toEqual(found());
    expect(await list([], "x".repeat(257))).toEqual(refused);
    // Characters, neither bytes nor halves of pairs.
    expect(await list([], `ann ${"😀".repeat(252)}`)).toEqual(found("ann"));
    expect(await list([], `ann ${"😀".repeat(253)}`)).toEqual(refused);
    expect(await list([], "漢".repeat(256))).toEqual(found());
    expect(await list([], "")).toEqual(refused);
    // As many terms as fit.
    expect(await list([], "q z ".repeat(64))).toEqual(found());
    expect(await list([], "ann ".repeat(64))).toEqual(found("ann"));
  });

  test("100 queries of 4,096 characters each", async () => {
    const all = query("isNotNull", "name");
    expect(await list(Array.from({ length: 100 }, () => all))).toEqual(everybody);
    expect(await list(Array.from({ length: 101 }, () => all))).toEqual(refused);
    const empty = JSON.stringify(query("notEqual", "name", ""));
    const ofLength = (length: number) => empty.replace('""', `"${"é".repeat(length - empty.length)}"`);
    expect(ofLength(4_096)).toHaveLength(4_096);
    expect(await list([ofLength(4_096)])).toEqual(everybody);
    expect(await list([ofLength(4_097)])).toEqual(refused);
  });

  test("a page holds up to 5,000 rows", async () => {
    for (const limit of [1, 5_000]) expect((await list([query("limit", "", limit)])).status).toBe(200);
    for (const limit of [0, -1, 1.5, 5_001, 2 ** 53, 2 ** 63, "5", null]) {
      expect(await list([query("limit", "", limit)])).toEqual(refused);
    }
    expect(await list([{ method: "limit" }])).toEqual(refused);
  });

  test("an offset goes up to 2^63 - 1", async () => {
    expect(await list([query("offset", "", 3)])).toEqual({ status: 200, total: 5, ids: ["han", "sign"] });
    for (const offset of ["9007199254740993", "9223372036854775807"]) {
      expect(await list([`{"method":"offset","values":[${offset}]}`])).toEqual({ status: 200, total: 5, ids: [] });
    }
    for (const offset of ["-1", "0.5", "1e19", "18446744073709551616", '"1"', "null"]) {
      expect(await list([`{"method":"offset","values":[${offset}]}`])).toEqual(refused);
    }
  });

  test("a cursor is an id of up to 36 characters", async () => {
    expect(await list([query("cursorAfter", "", "x".repeat(36))])).toEqual({
      status: 400,
      type: "general_cursor_not_found",
    });
    expect(await list([query("cursorAfter", "", "x".repeat(37))])).toEqual(refused);
  });
});

describe("Values that D1 binds differently from JavaScript", () => {
  test("integers up to 2^53 - 1 are exact, larger ones are refused", async () => {
    const [first] = (await list([query("limit", "", 1)])).ids ?? [];
    expect(first).toBe("ann");
    expect(await list([query("equal", "$sequence", 1)])).toEqual(found("ann"));
    expect(await list([query("between", "$sequence", -(2 ** 53) + 1, 2 ** 53 - 1)])).toEqual(everybody);
    expect(await list([query("equal", "$sequence", 2 ** 53 - 1)])).toEqual(found());
    for (const value of [
      "9007199254740992",
      "9007199254740993",
      "-9007199254740992",
      "1e400",
      "1.5",
      '"1"',
      "null",
      "true",
    ]) {
      expect(await list([`{"method":"equal","attribute":"$sequence","values":[${value}]}`])).toEqual(refused);
    }
  });

  test("booleans are booleans, not numbers, and none is true and false at once", async () => {
    expect(await list([query("equal", "status", true)])).toEqual(found("ann", "long", "han", "sign"));
    expect(await list([query("equal", "status", false)])).toEqual(found("bob"));
    expect(await list([query("equal", "status", true, false)])).toEqual(everybody);
    expect(await list([query("notEqual", "status", true)])).toEqual(found("bob"));
    expect(await list([query("equal", "status", true), query("equal", "status", false)])).toEqual(found());
    for (const value of [1, 0, "true", "", null])
      expect(await list([query("equal", "status", value)])).toEqual(refused);
  });

  test("texts with half a surrogate pair or a NUL find no user, and break nothing", async () => {
    for (const text of ["\ud800", "\udfff", "a\0b", "\0", "\ufffe", "\ufdd0"]) {
      for (const method of ["equal", "startsWith", "endsWith", "contains"]) {
        expect(await list([query(method, "name", text)])).toEqual(found());
      }
      expect((await list([], text)).ids).toEqual([]);
    }
  });

  test("dates between the years 0000 and 9999", async () => {
    expect(await list([query("greaterThan", "registration", "0000-01-01")])).toEqual(everybody);
    expect(await list([query("lessThan", "registration", "9999-12-31T23:59:59.999+00:00")])).toEqual(everybody);
    for (const date of ["10000-01-01", "-0001-01-01", "2026-13-01", "2026-02-30", "", 0, null]) {
      expect(await list([query("greaterThan", "registration", date)])).toEqual(refused);
    }
  });
});
