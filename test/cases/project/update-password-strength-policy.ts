import type { OperationCase } from "../../harness/cases/case.ts";
import { policyChange } from "../../harness/cases/project.ts";

export const operation: OperationCase = policyChange("password-strength", { lowercase: true });
