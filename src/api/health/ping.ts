import { endpoint } from "../../http/endpoint.ts";
import { plainText } from "../../models/raw.ts";

export const ping = endpoint({
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
