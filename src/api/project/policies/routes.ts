/** /v1/project/policies (docs/spec/project.md#policies). */
import { get } from "./get-policy.ts";
import { list } from "./list-policies.ts";
import { updates } from "./update-policy.ts";

export const policyEndpoints = [list, get, ...updates];
