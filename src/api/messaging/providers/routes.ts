/** /v1/messaging/providers (spec/project.md 8). */
import { creates } from "./create-provider.ts";
import { remove } from "./delete-provider.ts";
import { get } from "./get-provider.ts";
import { list } from "./list-providers.ts";
import { updates } from "./update-provider.ts";

export const providerEndpoints = [...creates, list, get, ...updates, remove];
