import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("scrypt", "scrypt", {
  password: "0".repeat(32),
  passwordSalt: "s",
  passwordCpu: 2,
  passwordMemory: 1,
  passwordParallel: 1,
  passwordLength: 16,
});
