/** Changes policies: one endpoint for each. */
import { changeSettings } from "../../../domain/settings/index.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { project } from "../../../models/project.ts";
import { policies, type Policy } from "../lib/policies.ts";
import { policyModel } from "../lib/policy-models.ts";

export const updates: readonly Endpoint[] = policies.map(updatePolicy);

function updatePolicy(policy: Policy): Endpoint {
  const { fields, id, operation, showsItself, summary } = policy;
  const declaration = {
    id: `project${operation.charAt(0).toUpperCase()}${operation.slice(1)}`,
    summary,
    method: "PATCH",
    path: `/project/policies/${id}`,
    scopes: ["policies.write", "project.policies.write"],
    input: () => Object.fromEntries(Object.entries(fields).map(([name, { parameter }]) => [name, parameter])),
    status: 200,
    errors: [],
  } as const;
  const change = (input: Readonly<Record<string, unknown>>, context: Parameters<typeof changeSettings>[0]) =>
    changeSettings(context, `projects.${context.config.projectId}.policies.${id}.update`, valuesOf(policy, input));
  return showsItself
    ? endpoint({ ...declaration, output: policyModel(id), run: change })
    : endpoint({
        ...declaration,
        output: project,
        run: async (input, context) => ({
          id: context.config.projectId,
          name: context.config.projectName,
          ...(await change(input, context)),
        }),
      });
}

/** The settings in a request; an omitted one keeps its value. */
const valuesOf = ({ fields }: Policy, input: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { setting }]) => (input[name] === null ? [] : [[setting, input[name]]])),
  );
