/** The table of contents: what every request passes, in this order, and what is served. */
import { Hono } from "hono";
import { except } from "hono/combine";
import { accountEndpoints } from "./features/account/routes.ts";
import { findUser } from "./features/account/store.ts";
import { healthEndpoints } from "./features/health/routes.ts";
import { findEphemeralKey } from "./features/keys/ephemeral.ts";
import { keyEndpoints } from "./features/keys/routes.ts";
import { findStandardKey } from "./features/keys/store.ts";
import { membershipEndpoints } from "./features/memberships/routes.ts";
import { messageEndpoints } from "./features/messages/routes.ts";
import { oauth2Endpoints } from "./features/oauth2/routes.ts";
import { policyEndpoints } from "./features/policies/routes.ts";
import { projectEndpoints } from "./features/project/routes.ts";
import { providerEndpoints } from "./features/providers/routes.ts";
import { teamEndpoints } from "./features/teams/routes.ts";
import { userEndpoints } from "./features/users/routes.ts";
import type { Config } from "./http/config.ts";
import type { Edge } from "./http/context.ts";
import { basePath, toPattern } from "./http/endpoint.ts";
import { apiKey } from "./http/middleware/api-key.ts";
import { arrival } from "./http/middleware/arrival.ts";
import { client } from "./http/middleware/client.ts";
import { cors } from "./http/middleware/cors.ts";
import { origin } from "./http/middleware/origin.ts";
import { parameters } from "./http/middleware/parameters.ts";
import { project } from "./http/middleware/project.ts";
import { requestLog } from "./http/middleware/request-log.ts";
import { responseHeaders } from "./http/middleware/response-headers.ts";
import { user } from "./http/middleware/user.ts";
import { onError, onNotFound } from "./http/on-error.ts";
import { jwks } from "./http/jwks.ts";
import { openApiDocument } from "./http/openapi.ts";
import { canonicalPath, route } from "./http/router.ts";

/** Every endpoint that is served. */
export const endpoints = [
  ...healthEndpoints,
  ...projectEndpoints,
  ...policyEndpoints,
  ...oauth2Endpoints,
  ...keyEndpoints,
  ...userEndpoints,
  ...accountEndpoints,
  ...providerEndpoints,
  ...messageEndpoints,
  ...teamEndpoints,
  ...membershipEndpoints,
];

export function createApp(config: Config): Hono<Edge> {
  const app = new Hono<Edge>({ getPath: canonicalPath });
  app.onError(onError);
  app.notFound(onNotFound);

  app.use(arrival(config), requestLog, responseHeaders, cors(config.allowedHosts));
  // Made when it is first asked for: an isolate that starts has better things to do.
  let document: ReturnType<typeof openApiDocument> | undefined;
  app.get(`${basePath}/openapi.json`, (c) => c.json((document ??= openApiDocument(endpoints))));
  app.get(`${basePath}/.well-known/jwks.json`, jwks(config));

  const fromAnywhere = endpoints.filter(({ hasProjectInPath }) => hasProjectInPath).map(({ path }) => toPattern(path));
  app.use(parameters, except(fromAnywhere, project(config.projectId)));
  app.use(apiKey(config.apiKeyDigest, { standard: findStandardKey, ephemeral: findEphemeralKey(config) }));
  app.use(except(fromAnywhere, origin(config.allowedHosts)), user(config, findUser), client);
  route(app, config, endpoints);
  return app;
}
