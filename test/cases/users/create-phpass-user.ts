import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("phpass", "phpass", {
  password: "$P$Br387rwferoKN7uwHZqNMu98q3U8RO.",
});
