import { describe, expect, test } from "vitest";
import { faultOf, faults } from "./faults.ts";

/** The phase of each documented error, written down a second time. */
const phases = {
  "D1 DB is overloaded. Requests queued for too long.": "refused",
  "D1 DB is overloaded. Too many requests queued.": "refused",
  "Cannot resolve D1 DB due to transient issue on remote node.": "refused",
  "Currently processing a long-running export.": "refused",
  "Currently processing a long-running import.": "refused",
  "Internal error while starting up D1 DB storage caused object to be reset.": "refused",
  "Network connection lost.": "unknown",
  "Can't read from request stream because client disconnected.": "unknown",
  "D1 DB reset because its code was updated.": "unknown",
  "Internal error in D1 DB storage caused object to be reset.": "unknown",
  "D1 DB storage operation exceeded timeout which caused object to be reset.": "unknown",
  "D1 DB's isolate exceeded its memory limit and was reset.": "unknown",
  "D1 DB exceeded its CPU time limit and was reset.": "unknown",
  "internal error; reference = 0123456789abcdef": "unknown",
} as const;

describe("a documented error", () => {
  test.each(Object.entries(phases))("%s is known, with and without its prefix, and as a cause", (text, phase) => {
    const bare = new Error(text);
    for (const error of [bare, new Error(`D1_ERROR: ${text}`), new Error("Failed query", { cause: bare })]) {
      expect(faultOf(error)).toMatchObject({ phase });
    }
  });

  test("of each row has its own text in the list above", () => {
    expect(Object.keys(phases)).toHaveLength(faults.length);
    for (const { text } of faults) expect(Object.keys(phases).filter((each) => each.startsWith(text))).toHaveLength(1);
  });
});

test.each([
  "D1_ERROR: UNIQUE constraint failed: users.email: SQLITE_CONSTRAINT",
  "D1_ERROR: no such table: users: SQLITE_ERROR",
  "D1_ERROR: malformed JSON: SQLITE_ERROR",
  'D1_ERROR: near "Network connection lost.": syntax error at offset 0: SQLITE_ERROR',
  "D1_ERROR: Exceeded maximum DB size.",
  "D1_TYPE_ERROR: Type 'undefined' not supported for value 'undefined'",
])("%s is an answer, and no fault", (text) => {
  expect(faultOf(new Error(text))).toBeNull();
});

test("a thrown value that is no error is no fault", () => {
  expect(faultOf("D1_ERROR: Network connection lost.")).toBeNull();
});
