import { changeSettings } from "../../domain/settings/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { exactly, strictBoolean } from "../../http/rules/index.ts";
import { type SQL, sql } from "../../lib/sql/index.ts";
import { project } from "../../models/project.ts";
import { authMethods } from "../../models/settings.ts";
import { settings } from "../../storage/schema/index.ts";

export const updateAuthMethod = endpoint({
  id: "projectUpdateAuthMethod",
  summary: "Enables a sign-in method, or disables it for all callers but keys.",
  method: "PATCH",
  path: "/project/auth-methods/{methodId}",
  scopes: ["project.write"],
  input: { methodId: exactly(authMethods), enabled: strictBoolean },
  status: 200,
  output: project,
  errors: [],
  async run({ methodId, enabled }, context) {
    const { projectId: id, projectName: name } = context.config;
    const event = `projects.${id}.auth-methods.${methodId}.update`;
    const set = { disabledAuthMethods: without(methodId, !enabled) };
    return { id, name, ...(await changeSettings(context, event, set)) };
  },
});

/** The disabled methods without `methodId`, or with it. Computed in SQL, so that concurrent changes of other methods are kept. */
const without = (methodId: string, isAdded: boolean): SQL =>
  sql`(SELECT json_group_array(value) FROM (
    SELECT value FROM json_each(${settings.disabledAuthMethods}) WHERE value <> ${methodId}
    ${isAdded ? sql`UNION ALL SELECT ${methodId}` : sql``}))`;
