import { getProvider } from "../../../domain/providers/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";
import { provider } from "../../../models/provider.ts";

export const get = endpoint({
  id: "messagingGetProvider",
  summary: "Gets a messaging provider, without its credentials.",
  method: "GET",
  path: "/messaging/providers/{providerId}",
  scopes: ["providers.read"],
  input: { providerId: uid },
  status: 200,
  output: provider,
  errors: ["provider_not_found"],
  run: ({ providerId }, context) => getProvider(context, providerId),
});
