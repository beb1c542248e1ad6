import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("scryptMod", "scrypt-modified", {
  password: "AAAAAAAA",
  passwordSalt: "AAAA",
  passwordSaltSeparator: "Bw==",
  passwordSignerKey: "AAAAAAAA",
});
