/**
 * The OpenAPI document has every address. Its operations are compared with the contract in test/sdk/openapi.test.ts.
 */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createApp, endpoints } from "../../src/app.ts";
import { fullControl } from "../../src/domain/context/index.ts";
import { parseConfig } from "../../src/http/config.ts";
import { openApiDocument } from "../../src/http/openapi.ts";

/** Addresses that describe the service and are not part of its API. */
const undescribed = ["GET ", "GET /", "GET /openapi.json", "GET /.well-known/jwks.json"];

test("every address that is served is in the document, and no other", () => {
  const config = parseConfig(env);
  if (!config.ok) throw new Error(config.error);
  const routed = createApp(config.value)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace("/v1", "").replaceAll(/:(\w+)/g, "{$1}")}`);
  const { paths } = openApiDocument(endpoints);
  const described = Object.entries(Object(paths)).flatMap(([path, methods]) =>
    Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.length).toBeGreaterThan(50);
  expect([...described, ...undescribed].toSorted()).toEqual([...new Set(routed)].toSorted());
});

test("scopes of full control are named at the key, each with the reason", () => {
  const { components } = openApiDocument(endpoints);
  const { description } = Object(Object(components).securitySchemes.Key);
  expect(Object.keys(fullControl)).toEqual(["users.write", "keys.write", "providers.write", "project.oauth2.write"]);
  for (const [scope, why] of Object.entries(fullControl)) expect(description).toContain(`\`${scope}\` (${why})`);
});
