import type { OperationCase } from "../../harness/cases/case.ts";
import { updateOf } from "../../harness/cases/providers.ts";

export const operation: OperationCase = {
  ...updateOf("fcm"),
  secrets: { request: ["serviceAccountJSON.private_key"] },
};
