/** The cases of the operations that change a policy or set up an OAuth2 provider. */
import { oauth2Case } from "../oauth2-kinds.ts";
import type { OperationCase } from "./case.ts";

/**
 * The case of the operation that changes a policy.
 * @param policyId in the spelling of the log
 * @param body a change that does not affect the other requests of the tests
 */
export const policyChange = (policyId: string, body: object): OperationCase => ({
  needs: [],
  body: () => body,
  refusals: {},
  budget: { statements: [3], rowsRead: 7, rowsWritten: 4 },
  event: `projects.rollcall.policies.${policyId}.update`,
  named: `project.policies.${policyId}.update`,
  scopes: ["policies.write", "project.policies.write"],
  impersonator: "general_unauthorized_scope",
});

/** The case of the operation that sets an OAuth2 provider up. */
export function oauth2SetUp(provider: string): OperationCase {
  const { secrets, shown } = oauth2Case(provider);
  return {
    needs: [],
    body: () => ({ ...shown, ...secrets }),
    refusals: {},
    budget: { statements: [1, 3], rowsRead: 23, rowsWritten: 6 },
    event: `project.oauth2.${provider}.update`,
    named: `project.oauth2.${provider}.update`,
    scopes: ["project.oauth2.write"],
    impersonator: "general_unauthorized_scope",
  };
}
