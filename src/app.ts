/** The table of contents: what every request passes, in this order, and what is served. */
import { Hono } from "hono";
import { healthEndpoints } from "./features/health/routes.ts";
import { findKey } from "./features/keys/store.ts";
import { userEndpoints } from "./features/users/routes.ts";
import type { Config } from "./http/config.ts";
import type { Edge } from "./http/context.ts";
import { apiKey } from "./http/middleware/api-key.ts";
import { arrival } from "./http/middleware/arrival.ts";
import { client } from "./http/middleware/client.ts";
import { cors } from "./http/middleware/cors.ts";
import { origin } from "./http/middleware/origin.ts";
import { parameters } from "./http/middleware/parameters.ts";
import { project } from "./http/middleware/project.ts";
import { responseHeaders } from "./http/middleware/response-headers.ts";
import { onError, onNotFound } from "./http/on-error.ts";
import { openApiDocument } from "./http/openapi.ts";
import { basePath, canonicalPath, route } from "./http/router.ts";

/** Every endpoint that is served. */
export const endpoints = [...healthEndpoints, ...userEndpoints];

export function createApp(config: Config): Hono<Edge> {
  const app = new Hono<Edge>({ getPath: canonicalPath });
  app.onError(onError);
  app.notFound(onNotFound);

  app.use(arrival, responseHeaders, cors(config.allowedHosts));
  app.get(`${basePath}/openapi.json`, (c) => c.json(openApiDocument(endpoints)));

  app.use(parameters, project(config.projectId), origin(config.allowedHosts));
  app.use(apiKey(config.apiKeyDigest, findKey(config.db)), client);
  route(app, config, endpoints);
  return app;
}
