import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("argon2", "argon2", {
  password: "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
});
