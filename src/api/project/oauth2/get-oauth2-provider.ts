import { getProvider } from "../../../domain/oauth2-clients/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { text } from "../../../http/rules/index.ts";
import { findProvider } from "../../../lib/oauth2/providers.ts";
import { oauth2Provider } from "../lib/oauth2-models.ts";

/** Characters of a provider's id, ample for all of upstream's. */
const idMax = 128;

export const get = endpoint({
  id: "projectGetOAuth2Provider",
  summary: "Gets what the project says of an OAuth2 provider, without the values of its secrets.",
  method: "GET",
  path: "/project/oauth2/{providerId}",
  scopes: ["project.oauth2.read"],
  input: { providerId: text(idMax) },
  status: 200,
  output: oauth2Provider,
  errors: ["project_provider_unsupported"],
  run({ providerId }, context) {
    const provider = findProvider(providerId);
    if (provider === undefined) throw new AppError("project_provider_unsupported");
    return getProvider(context, provider);
  },
});
