import type { OperationCase } from "../../harness/cases/case.ts";
import { creationOf } from "../../harness/cases/providers.ts";

export const operation: OperationCase = {
  ...creationOf("twilio"),
  secrets: { request: ["accountSid", "authToken"] },
};
