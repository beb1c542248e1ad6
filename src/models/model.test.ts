import { describe, expect, test } from "vitest";
import { defineModel, fieldsOf, listOf } from "./model.ts";
import { parseVersion } from "./version.ts";

interface Row {
  readonly id: string;
  readonly secret: string;
  readonly at: number | null;
  readonly isNew: boolean;
}

const { boolean, date, string } = fieldsOf<Row>();
const thing = defineModel<Row>("thing", {
  $id: string((row) => row.id),
  at: date((row) => row.at),
  isNew: boolean((row) => row.isNew, [1, 9, 0]),
});
const row: Row = { id: "a", secret: "s", at: 0, isNew: true };

describe("a model", () => {
  test("shows its fields in their order and nothing else of the row", () => {
    expect(JSON.stringify(thing.render(row, undefined))).toBe(
      '{"$id":"a","at":"1970-01-01T00:00:00.000+00:00","isNew":true}',
    );
  });
  test.each([
    ["1.8.9", ["$id", "at"]],
    ["1.9.0", ["$id", "at", "isNew"]],
    ["2.0.0", ["$id", "at", "isNew"]],
  ])("leaves out fields newer than the format %s", (format, keys) => {
    expect(Object.keys({ ...(thing.render(row, parseVersion(format)) as object) })).toEqual(keys);
  });
  test("requires every field in its schema", () => {
    expect(thing.schema.required).toEqual(["$id", "at", "isNew"]);
    expect(Object.keys(thing.schema.properties ?? {})).toEqual(["$id", "at", "isNew"]);
  });
});

describe("a list", () => {
  const list = listOf("thingList", "things", thing);
  test("has the total before the rows", () => {
    expect(JSON.stringify(list.render({ total: 7, rows: [row] }, undefined))).toBe(
      '{"total":7,"things":[{"$id":"a","at":"1970-01-01T00:00:00.000+00:00","isNew":true}]}',
    );
  });
  test("hands the format on to its rows", () => {
    expect(list.render({ total: 1, rows: [row] }, [1, 8, 0])).toEqual({
      total: 1,
      things: [{ $id: "a", at: "1970-01-01T00:00:00.000+00:00" }],
    });
  });
});
