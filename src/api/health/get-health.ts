import { endpoint } from "../../http/endpoint.ts";
import { healthStatus } from "../../models/health.ts";

export const getHealth = endpoint({
  id: "healthGet",
  summary: "Health check for the HTTP server.",
  method: "GET",
  path: "/health",
  scopes: ["health.read"],
  input: {},
  status: 200,
  output: healthStatus,
  errors: [],
  run: () => ({ name: "http", ping: 0, status: "pass" }),
});
