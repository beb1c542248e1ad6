/** /v1/project/keys (docs/spec/keys.md). */
import { createEphemeral } from "./create-ephemeral-key.ts";
import { create } from "./create-key.ts";
import { remove } from "./delete-key.ts";
import { get } from "./get-key.ts";
import { list } from "./list-keys.ts";
import { update } from "./update-key.ts";

export const keyEndpoints = [create, createEphemeral, list, get, update, remove];
