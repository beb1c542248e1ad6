/** Every operation has a case file, which the tables over all routes read. */
import { expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import { caseFileOf, keyOf } from "./harness/cases/files.ts";
import { caseFiles } from "./harness/cases/index.ts";

test("Every operation has a case file", () => {
  const keys = new Set(caseFiles.map(({ path }) => keyOf(path)));
  const missing = endpoints.filter(({ id }) => !keys.has(keyOf(id)));
  const remedies = missing.map(
    ({ id, method, path }) =>
      `${method} ${path} has no case. Write ${caseFileOf(id)}: export the constant \`operation\` of the type ` +
      "OperationCase (test/harness/cases/case.ts), which has the needs and the body of a request that succeeds, a " +
      "provoker for each error, the exact budget, the event of the log, the rate limits, the scopes, the error that " +
      "an impersonator gets, and the fields that carry secrets. test/cases/users/update-name.ts is a short one.",
  );
  expect(missing.length, remedies.join("\n")).toBe(0);
});

test("Every case file exports a whole case", () => {
  expect(caseFiles.filter(({ lacks }) => lacks.length > 0)).toEqual([]);
});

test("Every case file is of an operation that is served", () => {
  const served = new Set(endpoints.map(({ id }) => keyOf(id)));
  expect(caseFiles.map(({ path }) => path).filter((path) => !served.has(keyOf(path)))).toEqual([]);
});
