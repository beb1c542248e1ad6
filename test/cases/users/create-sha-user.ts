import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("sha", "sha", { password: "0".repeat(40), passwordVersion: "sha1" });
