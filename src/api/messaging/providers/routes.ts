/** /v1/messaging/providers (docs/spec/messaging.md#providers). */
import { creates } from "./create-provider.ts";
import { remove } from "./delete-provider.ts";
import { get } from "./get-provider.ts";
import { list } from "./list-providers.ts";
import { updates } from "./update-provider.ts";

export const providerEndpoints = [...creates, list, get, ...updates, remove];
