/** The cases of all operations: one file below test/cases for each. */
/// <reference types="vite/types/importMeta.d.ts" />
import { endpoints } from "../../../src/app.ts";
import type { Endpoint } from "../../../src/http/endpoint.ts";
import type { OperationCase } from "./case.ts";
import { keyOf } from "./files.ts";

/** The constants `operation` by the path of their file; they may lack required fields, because tests do not check types. */
const files = import.meta.glob<Partial<OperationCase> | undefined>("../../cases/**/*.ts", {
  eager: true,
  import: "operation",
});

/** The fields that every case has. */
const required = ["needs", "refusals", "budget", "event", "scopes", "impersonator"] as const;

const isWhole = (operation: Partial<OperationCase> | undefined): operation is OperationCase =>
  operation !== undefined && required.every((field) => operation[field] !== undefined);

/** The path of every case file, from here, and the fields that its case lacks. */
export const caseFiles = Object.entries(files).map(([path, operation = {}]) => ({
  path,
  lacks: required.filter((field) => operation[field] === undefined),
}));

const cases: ReadonlyMap<string, OperationCase> = new Map(
  Object.entries(files).flatMap(([path, operation]) => (isWhole(operation) ? [[keyOf(path), operation]] : [])),
);

/** The endpoints with a whole case. If one lacks it, test/cases.test.ts fails, and no other test does. */
export const operations: readonly Endpoint[] = endpoints.filter(({ id }) => cases.has(keyOf(id)));

/** The case of an endpoint. @throws Error when it has none */
export function caseOf({ id }: Pick<Endpoint, "id">): OperationCase {
  const operation = cases.get(keyOf(id));
  if (operation === undefined) throw new Error(`${id} has no case.`);
  return operation;
}
