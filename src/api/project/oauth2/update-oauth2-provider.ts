/** Sets up OAuth2 providers: one endpoint for each. */
import { changeProvider, web } from "../../../domain/oauth2-clients/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { type Endpoint, endpoint } from "../../../http/endpoint.ts";
import { optional, strictBoolean } from "../../../http/rules/index.ts";
import { configurationUrl, discover } from "../../../lib/oauth2/discovery.ts";
import {
  isComplete,
  type OAuth2Provider,
  type Settings,
  type SettingValue,
  textOf,
} from "../../../lib/oauth2/provider.ts";
import { providers } from "../../../lib/oauth2/providers.ts";
import { parametersOf } from "../lib/oauth2-fields.ts";
import { oauth2ProviderModel } from "../lib/oauth2-models.ts";

export const updates: readonly Endpoint[] = providers.map(updateProvider);

function updateProvider(provider: OAuth2Provider): Endpoint {
  const { id, spelling } = provider;
  return endpoint({
    id: `projectUpdateOAuth2${spelling}`,
    summary: `Configures sign-in with ${id}. Unless \`enabled\` is false, it is enabled once all parameters are set.`,
    method: "PATCH",
    path: `/project/oauth2/${id}`,
    scopes: ["project.oauth2.write"],
    input: () => ({ ...parametersOf(provider), enabled: optional(strictBoolean) }),
    status: 200,
    output: oauth2ProviderModel(id),
    errors: [],
    async run({ enabled, ...given }, context) {
      const said = await withConfigurations(provider, given, context.now);
      await assertSecret(provider, said, context.now);
      return changeProvider(context, provider, (before) => {
        const settings = { ...before, ...said };
        const isReady = isComplete(provider, settings);
        if (enabled === true && !isReady) throw invalid("enabled", missingText(provider));
        return { settings, enabled: enabled ?? isReady };
      });
    },
  });
}

/**
 * Replaces each issuer in the settings by the URL of its configuration, which must be readable.
 * @throws AppError `general_argument_invalid` with the failure of that URL
 */
async function withConfigurations({ fields }: OAuth2Provider, given: Settings, now: number): Promise<Settings> {
  const said = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return Object.fromEntries(
    await Promise.all(
      said.map(async ({ name, value }): Promise<[string, SettingValue]> => {
        const isIssuer = fields[name]?.type === "issuer" && typeof value === "string" && value !== "";
        return [name, isIssuer ? await configurationOf(name, value, now) : value];
      }),
    ),
  );
}

async function configurationOf(name: string, issuer: string, now: number): Promise<string> {
  const url = configurationUrl(issuer);
  const discovered = await discover(web, url, now, 0);
  if (discovered.ok) return url;
  throw invalid(name, `Value must be an OpenID issuer, or its configuration. ${url}: ${discovered.error.detail}`);
}

const invalid = (name: string, message: string): AppError =>
  new AppError("general_argument_invalid", `Invalid \`${name}\` param: ${message}`);

const missingText = ({ complete }: OAuth2Provider): string =>
  `Value must be false while one of these is missing: ${complete.map((names) => names.join(", ")).join("; or of these: ")}`;

/**
 * Checks that a key from which the client's secret is made can sign, even while other fields are missing.
 * @throws AppError `general_argument_invalid`
 */
async function assertSecret({ clientSecret, fields }: OAuth2Provider, said: Settings, now: number): Promise<void> {
  if (typeof clientSecret === "string") return;
  const name = Object.keys(fields).find((name) => fields[name]?.secret === true && textOf(said, name) !== "");
  if (name === undefined) return;
  const made = await clientSecret(said, now);
  if (!made.ok) throw invalid(name, `Value must be a key that can sign: ${made.error.detail}`);
}
