import type { OperationCase } from "../../harness/cases/case.ts";
import { oauth2SetUp } from "../../harness/cases/project.ts";

export const operation: OperationCase = {
  ...oauth2SetUp("github"),
  secrets: { request: ["clientSecret"] },
};
