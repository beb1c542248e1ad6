/** Creates providers: one endpoint for each kind. */
import {
  insertProvider,
  isComplete,
  kinds,
  type ProviderKind,
  settingsOf,
  spellingOf,
} from "../../../domain/providers/index.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { customId, optional, type Parameter, strictBoolean, text } from "../../../http/rules/index.ts";
import { generateId, uniqueId } from "../../../lib/crypto/ids.ts";
import { provider } from "../../../models/provider.ts";
import type { Value } from "./rules.ts";

export const creates: readonly Endpoint[] = kinds.map(createProvider);

function createProvider(kind: ProviderKind): Endpoint {
  return endpoint({
    id: `messagingCreate${spellingOf(kind)}Provider`,
    summary: `Creates a provider that sends by ${kind.provider}. While it lacks something that it needs it is not enabled.`,
    method: "POST",
    path: `/messaging/providers/${kind.provider}`,
    scopes: ["providers.write"],
    input: { providerId: customId, name: text(128), ...parametersOf(kind), enabled: optional(strictBoolean, false) },
    status: 201,
    output: provider,
    errors: ["provider_already_exists"],
    run({ providerId, name, enabled, ...given }, context) {
      const settings = settingsOf(kind, given);
      const id = providerId === uniqueId ? generateId(context.now) : providerId;
      return insertProvider(context, kind, { ...settings, id, name, enabled: enabled && isComplete(kind, settings) });
    },
  });
}

function parametersOf({ settings }: ProviderKind): Record<string, Parameter<Value>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, { fallback, rule }]) => [
      name,
      fallback === undefined ? rule : optional(rule, fallback),
    ]),
  );
}
