import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: ["user"],
  body: () => ({}),
  refusals: {
    user_jwt_creation_denied: by("ownerByJwt", "POST", "/account/jwts", {}),
    ...closed("jwt", by("owner", "POST", "/account/jwts", {})),
  },
  budget: { statements: [1, 2], rowsRead: 6, rowsWritten: 1 },
  event: null,
  limits: [{ max: 120, window: 60, by: ["caller"] }],
  scopes: ["account"],
  impersonator: "user_jwt_creation_denied",
  aliases: ["POST /account/jwt"],
  secrets: { answer: ["jwt"] },
};
