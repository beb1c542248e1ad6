/** Every operation has a case file, which the tables over all routes read. */
import { expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import { caseFileOf, keyOf } from "./harness/cases/files.ts";
import { caseFiles, operations } from "./harness/cases/index.ts";

test("Every operation has a case file", () => {
  const missing = endpoints.filter((endpoint) => !operations.includes(endpoint));
  expect(
    missing.map(
      ({ id, method, path }) =>
        `${method} ${path} has no case. Write ${caseFileOf(id)}, which exports the constant \`operation\` of the type ` +
        "OperationCase (test/harness/cases/case.ts): what a request needs and its body, a provoker for each error, the " +
        "exact budget, the event of the log, the rate limits, the scopes, what an impersonator is refused with, and the " +
        "fields that carry secrets. test/cases/users/update-name.ts is a short one.",
    ),
  ).toEqual([]);
});

test("Every case file is of an operation that is served", () => {
  const served = new Set(endpoints.map(({ id }) => keyOf(id)));
  expect(caseFiles.filter((path) => !served.has(keyOf(path)))).toEqual([]);
});
