import { getProvider } from "../../../domain/oauth2-clients/index.ts";
import { providerOf } from "../../../flows/oauth2/begin.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { exactly } from "../../../http/rules/index.ts";
import { providers } from "../../../lib/oauth2/providers.ts";
import { oauth2Provider } from "../lib/oauth2-models.ts";

export const get = endpoint({
  id: "projectGetOAuth2Provider",
  summary: "Gets the configuration of an OAuth2 provider, without its secrets.",
  method: "GET",
  path: "/project/oauth2/{providerId}",
  scopes: ["project.oauth2.read"],
  input: { providerId: exactly(providers.map(({ id }) => id)) },
  status: 200,
  output: oauth2Provider,
  errors: [],
  run: ({ providerId }, context) => getProvider(context, providerOf(providerId)),
});
