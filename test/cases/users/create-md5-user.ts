import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("md5", "md5", { password: "144fa7eaa4904e8ee120651997f70dcc" });
