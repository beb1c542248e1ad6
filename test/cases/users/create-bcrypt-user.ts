import type { OperationCase } from "../../harness/cases/case.ts";
import { importOf } from "../../harness/cases/imports.ts";

export const operation: OperationCase = importOf("bcrypt", "bcrypt", {
  password: "$2y$08$PDbMtV18J1KOBI9tIYabBuyUwBrtXPGhLxCy9pWP6xkldVOKLrLKy",
});
