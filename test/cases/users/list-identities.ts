import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  // The identity of `owner` has no token that can expire.
  refusals: listRefusals("/users/identities", {
    unsearchable: "provider",
    nullable: ["providerAccessTokenExpiry", "identity"],
  }),
  budget: { statements: [2], rowsRead: 26, rowsWritten: 0 },
  event: null,
  scopes: ["users.read"],
  impersonator: null,
  secrets: { answer: ["identities.providerAccessToken", "identities.providerRefreshToken"] },
};
