/** Creates providers: one endpoint for each kind. */
import { insertProvider } from "../../../domain/providers/index.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { customId, optional, strictBoolean, text } from "../../../http/rules/index.ts";
import { generateId, uniqueId } from "../../../lib/crypto/ids.ts";
import { isComplete, type MessagingProvider, settingsOf } from "../../../lib/delivery/provider.ts";
import { messagingProviders } from "../../../lib/delivery/providers/index.ts";
import { provider } from "../../../models/provider.ts";
import { parametersOf, spellingOf } from "./fields.ts";

export const creates: readonly Endpoint[] = messagingProviders.map(createProvider);

function createProvider(kind: MessagingProvider): Endpoint {
  return endpoint({
    id: `messagingCreate${spellingOf(kind)}Provider`,
    summary: `Creates a messaging provider for ${kind.name}. It stays disabled while a required credential is missing.`,
    method: "POST",
    path: `/messaging/providers/${kind.name}`,
    scopes: ["providers.write"],
    input: () => ({
      providerId: customId,
      name: text(128),
      ...parametersOf(kind),
      enabled: optional(strictBoolean, false),
    }),
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
