/** /v1/project/keys (spec/project.md 2). */
import { createEphemeral } from "./create-ephemeral-key.ts";
import { create } from "./create-key.ts";
import { remove } from "./delete-key.ts";
import { get } from "./get-key.ts";
import { list } from "./list-keys.ts";
import { update } from "./update-key.ts";

export const keyEndpoints = [create, createEphemeral, list, get, update, remove];
