import type { OperationCase } from "../../harness/cases/case.ts";
import { listRefusals } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  // The identity of `owner` has no token that can expire.
  refusals: listRefusals("/account/identities", {
    as: "owner",
    unsearchable: "provider",
    nullable: ["providerAccessTokenExpiry", "identity"],
  }),
  budget: { statements: [1, 2], rowsRead: 4, rowsWritten: 0 },
  event: null,
  scopes: ["account"],
  impersonator: null,
  secrets: { answer: ["identities.providerAccessToken", "identities.providerRefreshToken"] },
};
