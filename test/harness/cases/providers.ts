/** The cases of the operations that create and update messaging providers: each kind has one of both. */
import { kindCase, kindCases, leastOf, newProvider } from "../provider-kinds.ts";
import type { OperationCase } from "./case.ts";
import { byKey } from "./refusals.ts";

/** The case of the operation that creates a provider of a kind. */
export function creationOf(provider: string): OperationCase {
  const kind = kindCase(provider);
  const body = { providerId: `EMPTY-${provider}`, name: "Post", ...leastOf(kind) };
  return {
    needs: [],
    body: ({ id }) => newProvider(id, kind),
    refusals: { provider_already_exists: byKey("POST", `/messaging/providers/${provider}`, body) },
    budget: { statements: [3], rowsRead: 26, rowsWritten: 10 },
    event: "provider.create",
    named: "providers.*.create",
    scopes: ["providers.write"],
    impersonator: "general_unauthorized_scope",
  };
}

/** The case of the operation that updates a provider of a kind. */
export function updateOf(provider: string): OperationCase {
  const { changed } = kindCase(provider);
  const other = kindCases.at(kindCases.findIndex((kind) => kind.provider === provider) - 1)?.provider ?? "";
  const update = (id: string, body: object) => byKey("PATCH", `/messaging/providers/${provider}/${id}`, body);
  return {
    needs: [{ provider }],
    body: () => ({ name: "Night mail", ...changed.credentials, ...changed.options }),
    refusals: {
      provider_not_found: update("nothing", {}),
      provider_incorrect_type: update(`empty-${other}`, {}),
      provider_missing_credentials: update(`empty-${provider}`, { enabled: true }),
    },
    budget: { statements: [1, 5], rowsRead: 29, rowsWritten: 7 },
    event: "provider.update",
    named: "providers.*.update",
    scopes: ["providers.write"],
    impersonator: "general_unauthorized_scope",
  };
}
