/** Changes providers: one endpoint for each kind. */
import {
  changeProvider,
  isComplete,
  kinds,
  type ProviderKind,
  settingsOf,
  spellingOf,
} from "../../../domain/providers/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { optional, type Parameter, strictBoolean, text, uid } from "../../../http/rules/index.ts";
import { provider } from "../../../models/provider.ts";
import { orKeep, type Value } from "./rules.ts";

export const updates: readonly Endpoint[] = kinds.map(updateProvider);

function updateProvider(kind: ProviderKind): Endpoint {
  return endpoint({
    id: `messagingUpdate${spellingOf(kind)}Provider`,
    summary: `Changes a provider that sends by ${kind.provider}. What is left out or empty stays as it is.`,
    method: "PATCH",
    path: `/messaging/providers/${kind.provider}/{providerId}`,
    scopes: ["providers.write"],
    input: {
      providerId: uid,
      name: optional(orKeep(text(128))),
      ...parametersOf(kind),
      enabled: optional(strictBoolean),
    },
    status: 200,
    output: provider,
    errors: ["provider_not_found", "provider_incorrect_type", "provider_missing_credentials"],
    run: ({ providerId, name, enabled, ...given }, context) =>
      changeProvider(context, providerId, (before, stored) => {
        if (before.provider !== kind.provider) throw new AppError("provider_incorrect_type");
        const settings = settingsOf(kind, given, stored);
        if (enabled === true && !isComplete(kind, settings)) throw new AppError("provider_missing_credentials");
        return { ...settings, name: name ?? before.name, enabled: enabled ?? before.enabled };
      }),
  });
}

/** The parameters of a kind, none of which is needed. */
function parametersOf({ settings }: ProviderKind): Record<string, Parameter<Value>> {
  return Object.fromEntries(Object.entries(settings).map(([name, { rule }]) => [name, optional(orKeep(rule))]));
}
