/** The limits of D1 that a list could meet: parameters, text of a statement, depth, compound terms, odd characters. */
import { beforeAll, expect, test } from "vitest";
import { storePeople, type Person } from "./people.ts";
import { pageSql, planOf, runList } from "./run-plan.ts";

const person = (seq: number, name: string): Person => ({
  seq,
  id: `u${seq}`,
  name,
  email: `u${seq}@x.org`,
  phone: null,
  createdAt: 0,
  updatedAt: 0,
  passwordUpdate: null,
  accessedAt: null,
  status: true,
  emailVerification: false,
  phoneVerification: false,
  impersonator: false,
  labels: ["a", "b", "c", "d", "e", "f"],
});

beforeAll(() => storePeople([person(1, "Ann"), person(2, "a\u0000b"), person(3, "🙂"), person(4, "\ufffd")]));

interface Query {
  readonly method: string;
  readonly attribute?: string;
  readonly values?: readonly unknown[];
}

const list = async (queries: readonly Query[], search?: string) => {
  const request = {
    queries: queries.map((query) => JSON.stringify(query)),
    total: true,
    ...(search !== undefined && { search }),
  };
  const plan = planOf(request);
  for (const { params, text } of plan.facts === null ? [pageSql(plan)] : [pageSql(plan), plan.facts]) {
    expect(params.length).toBeLessThanOrEqual(95);
    expect(text.length).toBeLessThan(95_000);
  }
  return await runList(request);
};

const times = <T>(count: number, value: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => value(i));

/** Conditions in as many queries as necessary: 54 in each. */
const many = (groups: number, condition: (i: number) => Query): Query[] =>
  times(groups, (group) => ({ method: "and", values: times(54, (i) => condition(group * 54 + i)) }));

test.each([
  ["486 conditions with values", 9, (i: number) => ({ method: "notEqual", attribute: "name", values: [`${i}`] })],
  [
    "486 conditions with bounds",
    9,
    (i: number) => ({ method: "notBetween", attribute: "$sequence", values: [-i, -1] }),
  ],
  [
    "54 conditions with lists",
    1,
    (i: number) => ({ method: "notContains", attribute: "labels", values: ["x", `${i}`] }),
  ],
  [
    "54 conditions with texts",
    1,
    (i: number) => ({ method: "notContains", attribute: "email", values: ["#", `?${i}`] }),
  ],
  ["486 conditions with ends", 9, (i: number) => ({ method: "notEndsWith", attribute: "email", values: [`?${i}`] })],
])("%s, in every order and with a cursor", async (_, groups, condition) => {
  for (const order of ["orderAsc", "orderDesc"]) {
    const queries = [...many(groups, condition), { method: order, attribute: "accessedAt" }];
    expect(await list(queries)).toMatchObject({ total: 4, ids: { length: 4 } });
    const cursor = { method: "cursorAfter", values: ["u2"] };
    expect(await list([...many(groups, condition), { method: order, attribute: "name" }, cursor])).toMatchObject({
      total: 4,
    });
  }
});

test("six elements, all of which must be there, a hundred times", async () => {
  const all = { method: "containsAll", attribute: "labels", values: ["a", "b", "c", "d", "e", "f"] };
  expect(await list(times(99, () => all))).toMatchObject({ total: 4, ids: ["u1", "u2", "u3", "u4"] });
});

test("an or of as many conditions as a query has room for, each with an index", async () => {
  const either = times(60, (i) => ({ method: "equal", attribute: "email", values: [`${i}`] }));
  const names = times(40, (i) => ({ method: "startsWith", attribute: "name", values: [i === 7 ? "an" : `${i}`] }));
  expect(await list([{ method: "or", values: either }])).toMatchObject({ total: 0, rowsRead: 1 });
  expect(await list([{ method: "or", values: names }])).toMatchObject({ total: 1, ids: ["u1"] });
});

test("500 values in a list, and a hundred lists", async () => {
  const names = times(500, (i) => `n${i}`);
  expect(await list([{ method: "equal", attribute: "name", values: ["Ann", ...names.slice(1)] }])).toMatchObject({
    total: 1,
  });
  const lists = times(100, () => ({ method: "equal", attribute: "name", values: ["ann", "b"] }));
  expect(await list(lists)).toMatchObject({
    total: 1,
    ids: ["u1"],
  });
});

test("twenty levels, and or in turn", async () => {
  const nest = (level: number): Query =>
    level === 20
      ? { method: "isNotNull", attribute: "email" }
      : {
          method: level % 2 === 0 ? "and" : "or",
          values: [nest(level + 1), ...times(2, () => ({ method: "isNotNull", attribute: "email" }))],
        };
  expect(await list([nest(1)])).toMatchObject({ total: 4 });
});

test("a hundred orders", async () => {
  const attributes = ["status", "registration", "$updatedAt", "passwordUpdate", "accessedAt", "impersonator", "name"];
  const orders = times(98, (i) => ({
    method: i % 2 === 0 ? "orderAsc" : "orderDesc",
    attribute: attributes[i % 7] ?? "",
  }));
  expect(await list(orders)).toMatchObject({ total: 4, ids: ["u2", "u1", "u4", "u3"] });
});

test("a search of 128 terms, and one of a single long one", async () => {
  expect(await list([], times(128, (i) => String.fromCodePoint(0x4e00 + i)).join(" "))).toMatchObject({ total: 0 });
  expect(await list([], "ﷺ".repeat(256))).toMatchObject({ total: 0 });
  expect(await list([], `"${"x".repeat(254)}"`)).toMatchObject({ total: 0 });
});

test("a text longer than the 50 bytes that D1 gives a LIKE", async () => {
  for (const method of ["contains", "startsWith", "endsWith"]) {
    expect(await list([{ method, attribute: "name", values: ["a".repeat(51)] }])).toMatchObject({ total: 0 });
  }
});

test.each([
  ["a\u0000b", "u2"],
  ["🙂", "u3"],
  // A lone surrogate reaches the database as U+FFFD, in a name as in a query.
  ["\ud83d", "u4"],
])("the odd text %j is compared whole, alone and in a list", async (text, id) => {
  for (const method of ["equal", "startsWith", "endsWith", "contains"]) {
    expect(await list([{ method, attribute: "name", values: [text] }])).toMatchObject({ ids: [id] });
  }
  expect(await list([{ method: "equal", attribute: "name", values: [text, "none"] }])).toMatchObject({ ids: [id] });
  expect(await list([{ method: "between", attribute: "name", values: [text, text] }])).toMatchObject({ ids: [id] });
  const padding = many(9, () => ({ method: "notEqual", attribute: "email", values: ["none"] }));
  expect(await list([...padding, { method: "equal", attribute: "name", values: [text] }])).toMatchObject({ ids: [id] });
});

test("NUL does not end a text", async () => {
  expect(await list([{ method: "equal", attribute: "name", values: ["a"] }])).toMatchObject({ total: 0 });
  expect(await list([{ method: "endsWith", attribute: "name", values: ["b"] }])).toMatchObject({ ids: ["u2"] });
});
