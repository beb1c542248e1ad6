/** The three routes that tell whether the service is up (docs/spec/requests.md#public-endpoints). */
import { endpoint } from "../../http/endpoint.ts";
import { serverVersion } from "../../http/version.ts";
import { healthStatus, healthVersion, plainText } from "../../models/health.ts";

const ping = endpoint({
  id: "ping",
  summary: "Tells that the project is served.",
  method: "GET",
  path: "/ping",
  scopes: ["public"],
  input: {},
  status: 200,
  output: plainText,
  errors: [],
  run: () => "Pong!",
});

const get = endpoint({
  id: "healthGet",
  summary: "Tells that the HTTP server is up.",
  method: "GET",
  path: "/health",
  scopes: ["health.read"],
  input: {},
  status: 200,
  output: healthStatus,
  errors: [],
  run: () => ({ name: "http", ping: 0, status: "pass" }),
});

const getVersion = endpoint({
  id: "healthGetVersion",
  summary: "Tells which version of Appwrite's API is served.",
  method: "GET",
  path: "/health/version",
  scopes: ["public"],
  // Command-line and migration tools ask it first, for the project `console` or for none.
  fromAnywhere: true,
  input: {},
  status: 200,
  output: healthVersion,
  errors: [],
  run: () => ({ version: serverVersion }),
});

export const healthEndpoints = [ping, get, getVersion];
