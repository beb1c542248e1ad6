import type { OperationCase } from "../../harness/cases/case.ts";
import { absentUser, listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  refusals: {
    ...absentUser("GET", "/targets"),
    ...listRefusals("/users/owner/targets", { unsearchable: "identifier", nullable: ["providerId", "owner-mail"] }),
  },
  budget: { statements: [3], rowsRead: 9, rowsWritten: 0 },
  event: null,
  scopes: ["users.read", "targets.read"],
  impersonator: null,
};
