import { compilePage } from "../../../domain/lists/index.ts";
import { listProviders } from "../../../domain/oauth2-clients/index.ts";
import { endpoint } from "../../../http/endpoint.ts";
import { array, looseBoolean, optional, queryText } from "../../../http/rules/index.ts";
import { providers } from "../../../lib/oauth2/providers.ts";
import { queryLimits } from "../../../lib/queries/index.ts";
import { listOf } from "../../../models/model.ts";
import { oauth2Provider } from "../lib/oauth2-models.ts";

export const list = endpoint({
  id: "projectListOAuth2Providers",
  summary: "Lists all OAuth2 providers, configured or not, in a fixed order. Queries can set limit and offset.",
  method: "GET",
  path: "/project/oauth2",
  scopes: ["project.oauth2.read"],
  input: {
    queries: optional(array(queryText, queryLimits.queries), []),
    total: optional(looseBoolean, true),
  },
  status: 200,
  output: listOf("oauth2ProviderList", "providers", oauth2Provider),
  errors: [],
  async run({ queries, total }, context) {
    const { limit, offset } = compilePage(queries, providers.length);
    const rows = await listProviders(context, providers.slice(offset, offset + limit));
    return { total: total ? providers.length : 0, rows };
  },
});
