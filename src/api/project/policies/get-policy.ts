import { getSettings } from "../../../domain/settings/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { exactly } from "../../../http/rules/index.ts";
import { policies } from "../lib/policies.ts";
import { policy } from "../lib/policy-models.ts";

export const get = endpoint({
  id: "projectGetPolicy",
  summary: "Gets one of the project's policies.",
  method: "GET",
  path: "/project/policies/{policyId}",
  scopes: ["policies.read", "project.policies.read"],
  input: { policyId: exactly(policies.map(({ id }) => id)) },
  status: 200,
  output: policy,
  errors: [],
  run: async ({ policyId: id }, context) => ({ id, settings: await getSettings(context) }),
});
