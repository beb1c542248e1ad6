import { expect, test } from "vitest";
import { users } from "../../storage/schema/index.ts";
import { prepare, slot, sql } from "./index.ts";

const select = prepare(
  { id: slot(), now: slot() },
  ({ id, now }) =>
    sql`SELECT ${now} FROM ${users} WHERE ${users.id} = ${id} AND ${users.mfa} = ${true} AND ${now} > ${0}`,
);

test("binds the values of each call to their slots, and keeps the other values", () => {
  expect(select({ id: "ada", now: 7 }).params).toEqual([7, "ada", true, 7, 0]);
  expect(select({ id: null, now: 8 }).params).toEqual([8, null, true, 8, 0]);
});

test("writes the same text as a template, and only once", () => {
  let count = 0;
  const prepared = prepare({ id: slot() }, ({ id }) => {
    count += 1;
    return sql`SELECT 1 WHERE ${users.id} = ${id}`;
  });
  expect(count).toBe(0);
  expect(prepared({ id: "ada" }).text).toBe(sql`SELECT 1 WHERE ${users.id} = ${"ada"}`.text);
  expect(prepared({ id: "bob" }).text).toBe(prepared({ id: "ada" }).text);
  expect(count).toBe(1);
});

test("refuses a statement that lacks a slot", () => {
  const prepared = prepare({ id: slot(), now: slot() }, ({ id }) => sql`SELECT ${id}`);
  expect(() => prepared({ id: "ada", now: 7 })).toThrow('A prepared statement lacks "now".');
});
