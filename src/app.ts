/** The table of contents: the middlewares that every request passes, in order, and the endpoints. */
import { Hono } from "hono";
import { accountEndpoints } from "./api/account/routes.ts";
import { activityEndpoints } from "./api/activities/routes.ts";
import { healthEndpoints } from "./api/health/routes.ts";
import { messageEndpoints } from "./api/messaging/messages/routes.ts";
import { providerEndpoints } from "./api/messaging/providers/routes.ts";
import { keyEndpoints } from "./api/project/keys/routes.ts";
import { oauth2Endpoints } from "./api/project/oauth2/routes.ts";
import { policyEndpoints } from "./api/project/policies/routes.ts";
import { projectEndpoints } from "./api/project/routes.ts";
import { membershipEndpoints } from "./api/teams/memberships/routes.ts";
import { teamEndpoints } from "./api/teams/routes.ts";
import { userEndpoints } from "./api/users/routes.ts";
import { webhookEndpoints } from "./api/webhooks/routes.ts";
import { basePath } from "./domain/context/index.ts";
import { findEphemeralKey, findStandardKey } from "./domain/keys/index.ts";
import { findUser } from "./domain/users/index.ts";
import { answer } from "./http/answer.ts";
import type { AppEnv } from "./http/app-env.ts";
import { canonicalPath } from "./http/canonical-path.ts";
import type { EdgeConfig } from "./http/config.ts";
import type { Endpoint } from "./http/endpoint.ts";
import { exemptions } from "./http/exemptions.ts";
import { jwks } from "./http/jwks.ts";
import { apiKey } from "./http/middleware/api-key.ts";
import { arrival } from "./http/middleware/arrival.ts";
import { client } from "./http/middleware/client.ts";
import { cors } from "./http/middleware/cors.ts";
import { inOrder } from "./http/middleware/in-order.ts";
import { origin } from "./http/middleware/origin.ts";
import { ownHost } from "./http/middleware/own-host.ts";
import { parameters } from "./http/middleware/parameters.ts";
import { project } from "./http/middleware/project.ts";
import { requestLog } from "./http/middleware/request-log.ts";
import { responseHeaders } from "./http/middleware/response-headers.ts";
import { user } from "./http/middleware/user.ts";
import { onError, onNotFound } from "./http/on-error.ts";
import { openApiDocument } from "./http/openapi.ts";
import { PathRouter } from "./http/path-router.ts";
import { welcome } from "./http/pages.ts";
import { forEverybody } from "./http/respond.ts";
import { route } from "./http/router.ts";

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
  ...activityEndpoints,
  ...webhookEndpoints,
];

/** @param served the endpoints; a test may serve its own */
export function createApp(config: EdgeConfig, served: readonly Endpoint[] = endpoints): Hono<AppEnv> {
  const app = new Hono<AppEnv>({ getPath: canonicalPath, router: new PathRouter() });
  app.onError(onError);
  app.notFound(onNotFound);

  app.use(arrival(config), requestLog(config), inOrder(responseHeaders, cors(config), ownHost(config)));
  for (const path of ["/", basePath]) app.get(path, welcome(config));
  // Made on the first request, to keep the start of an isolate fast.
  let document: string | undefined;
  app.get(`${basePath}/openapi.json`, (c) =>
    answer(c, (document ??= JSON.stringify(openApiDocument(served))), 200, {
      "content-type": "application/json",
      ...forEverybody,
    }),
  );
  app.get(`${basePath}/.well-known/jwks.json`, jwks(config));

  const isExempt = exemptions(served);
  app.use(
    inOrder(
      parameters(served),
      project(config.projectId, isExempt),
      apiKey(config.apiKeyDigest, { standard: findStandardKey, ephemeral: findEphemeralKey(config) }),
      origin(config, isExempt),
      user(config, findUser),
      client,
    ),
  );
  route(app, config, served);
  return app;
}
