import { compilePage } from "../../../domain/lists/index.ts";
import { getSettings } from "../../../domain/settings/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../../http/rules/index.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { listOf } from "../../../models/model.ts";
import { policiesOf } from "../lib/policies.ts";
import { policy } from "../lib/policy-models.ts";

export const list = endpoint({
  id: "projectListPolicies",
  summary: "Lists the project's policies in a fixed order. Queries can set limit and offset.",
  method: "GET",
  path: "/project/policies",
  scopes: ["policies.read", "project.policies.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: listOf("policyList", "policies", policy),
  errors: [],
  async run({ queries, total }, context) {
    const policies = policiesOf(context.format);
    const { limit, offset } = compilePage(queries, policies.length);
    const settings = await getSettings(context);
    return {
      total: total ? policies.length : 0,
      rows: policies.slice(offset, offset + limit).map(({ id }) => ({ id, settings })),
    };
  },
});
