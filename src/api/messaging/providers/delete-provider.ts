import { deleteProvider } from "../../../domain/providers/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { uid } from "../../../http/rules/index.ts";

export const remove = endpoint({
  id: "messagingDeleteProvider",
  summary: "Deletes a messaging provider. Its targets stay, without a provider.",
  method: "DELETE",
  path: "/messaging/providers/{providerId}",
  scopes: ["providers.write"],
  input: { providerId: uid },
  status: 204,
  output: null,
  errors: ["provider_not_found"],
  run: ({ providerId }, context) => deleteProvider(context, providerId),
});
