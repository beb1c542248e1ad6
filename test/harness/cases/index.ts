/** The cases of all operations: one file below test/cases for each. */
/// <reference types="vite/types/importMeta.d.ts" />
import { endpoints } from "../../../src/app.ts";
import type { Endpoint } from "../../../src/http/endpoint.ts";
import type { OperationCase } from "./case.ts";
import { keyOf } from "./files.ts";

const files = import.meta.glob<OperationCase>("../../cases/**/*.ts", { eager: true, import: "operation" });

const cases: ReadonlyMap<string, OperationCase> = new Map(
  Object.entries(files).map(([path, operation]) => [keyOf(path), operation]),
);

/** The paths of the case files, from here. */
export const caseFiles: readonly string[] = Object.keys(files);

/** The endpoints that have a case: all of them, or test/cases.test.ts fails. */
export const operations: readonly Endpoint[] = endpoints.filter(({ id }) => cases.has(keyOf(id)));

/** The case of an endpoint. @throws Error when it has none */
export function caseOf({ id }: Pick<Endpoint, "id">): OperationCase {
  const operation = cases.get(keyOf(id));
  if (operation === undefined) throw new Error(`${id} has no case.`);
  return operation;
}
