/** /v1/project: the project itself (spec/project.md 5). */
import { get } from "./get-project.ts";
import { updateAuthMethod } from "./update-auth-method.ts";

export const projectEndpoints = [get, updateAuthMethod];
