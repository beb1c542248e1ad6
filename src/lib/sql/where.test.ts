/** The type of a condition has its table: `npm run check types` fails if a condition is accepted for another table. */
import { describe, expectTypeOf, test } from "vitest";
import type { isUser } from "../../domain/users/index.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import type { seqOf } from "../../storage/user-key.ts";
import { and, build, eq, not, or, type SQL, sql, type Where, where } from "./index.ts";

const isAda = eq(users.id, "ada");
const isHers = where(sessions)`${sessions.userSeq} = ${1}`;

describe("a condition", () => {
  test("is on the table of its column, or on the one that it names", () => {
    expectTypeOf(isAda).toEqualTypeOf<Where<"users">>();
    expectTypeOf(isHers).toEqualTypeOf<Where<"sessions">>();
    expectTypeOf<ReturnType<typeof isUser>>().toEqualTypeOf<Where<"users">>();
  });

  test("is refused in place of a condition on another table, and so is SQL without a table", () => {
    type Asked = Parameters<typeof seqOf>[0];
    expectTypeOf(isAda).toExtend<Asked>();
    expectTypeOf(isHers).not.toExtend<Asked>();
    expectTypeOf(sql`1`).not.toExtend<Asked>();
    expectTypeOf(isAda).toExtend<SQL>();
  });

  test("keeps its table where all parts are on it, and loses it where they differ", () => {
    expectTypeOf(and(isAda, undefined, eq(users.seq, 1))).toEqualTypeOf<Where<"users">>();
    expectTypeOf(or(isAda, eq(users.seq, 1))).toEqualTypeOf<Where<"users">>();
    expectTypeOf(not(isHers)).toEqualTypeOf<Where<"sessions">>();
    expectTypeOf(and(isAda, isHers)).not.toExtend<Where<"users">>();
    expectTypeOf(and(isAda, sql`1`)).not.toExtend<Where<"users">>();
  });
});

describe("a statement", () => {
  const [update, deletion] = [build.update(users).set({ name: "Bob" }), build.delete(sessions)];
  const updateFrom = update.from(sessions);

  test("takes conditions on its table, and those that name none", () => {
    type Taken = Parameters<typeof update.where>[0];
    expectTypeOf(isAda).toExtend<Taken>();
    expectTypeOf(sql`changes() > 0`).toExtend<Taken>();
    expectTypeOf(isHers).not.toExtend<Taken>();
    expectTypeOf(isHers).toExtend<Parameters<typeof deletion.where>[0]>();
    expectTypeOf(isAda).not.toExtend<Parameters<typeof deletion.where>[0]>();
  });

  test("takes those of the other table that it reads as well", () => {
    expectTypeOf(isHers).toExtend<Parameters<typeof updateFrom.where>[0]>();
  });
});
