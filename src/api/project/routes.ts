/** /v1/project: the project itself (docs/spec/project.md#project-model). */
import { get } from "./get-project.ts";
import { updateAuthMethod } from "./update-auth-method.ts";

export const projectEndpoints = [get, updateAuthMethod];
