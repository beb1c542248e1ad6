import { endpoint } from "../../http/endpoint.ts";
import { serverVersion } from "../../http/version.ts";
import { healthVersion } from "../../models/health.ts";

export const getVersion = endpoint({
  id: "healthGetVersion",
  summary: "Returns the version of Appwrite's API that is served.",
  method: "GET",
  path: "/health/version",
  scopes: ["public"],
  // Command-line and migration tools call it first, for the project `console` or without one.
  fromAnywhere: true,
  isPublic: true,
  input: {},
  status: 200,
  output: healthVersion,
  errors: [],
  run: () => ({ version: serverVersion }),
});
