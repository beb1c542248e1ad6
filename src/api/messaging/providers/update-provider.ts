/** Changes providers: one endpoint for each kind. */
import { changeProvider } from "../../../domain/providers/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { optional, strictBoolean, text, uid } from "../../../http/rules/index.ts";
import { isComplete, type MessagingProvider, settingsOf } from "../../../lib/delivery/provider.ts";
import { messagingProviders } from "../../../lib/delivery/providers/index.ts";
import { provider } from "../../../models/provider.ts";
import { changesOf, orKeep, spellingOf } from "./fields.ts";

export const updates: readonly Endpoint[] = messagingProviders.map(updateProvider);

function updateProvider(kind: MessagingProvider): Endpoint {
  return endpoint({
    id: `messagingUpdate${spellingOf(kind)}Provider`,
    summary: `Updates a messaging provider for ${kind.name}. Omitted or empty fields keep their value.`,
    method: "PATCH",
    path: `/messaging/providers/${kind.name}/{providerId}`,
    scopes: ["providers.write"],
    input: () => ({
      providerId: uid,
      name: optional(orKeep(text(128))),
      ...changesOf(kind),
      enabled: optional(strictBoolean),
    }),
    status: 200,
    output: provider,
    errors: ["provider_not_found", "provider_incorrect_type", "provider_missing_credentials"],
    run: ({ providerId, name, enabled, ...given }, context) =>
      changeProvider(context, providerId, (before, stored) => {
        if (before.provider !== kind.name) throw new AppError("provider_incorrect_type");
        const settings = settingsOf(kind, given, stored);
        if (enabled === true && !isComplete(kind, settings)) throw new AppError("provider_missing_credentials");
        return { ...settings, name: name ?? before.name, enabled: enabled ?? before.enabled };
      }),
  });
}
