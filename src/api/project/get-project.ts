import { getSettings } from "../../domain/settings/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { project } from "../../models/project.ts";

export const get = endpoint({
  id: "projectGet",
  summary: "Gets the project that this deployment serves.",
  method: "GET",
  path: "/project",
  scopes: ["project.read"],
  input: {},
  status: 200,
  output: project,
  errors: [],
  run: async (_input, context) => ({
    id: context.config.projectId,
    name: context.config.projectName,
    ...(await getSettings(context)),
  }),
});
