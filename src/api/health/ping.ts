import { endpoint } from "../../http/endpoint.ts";
import { plainText } from "../../models/raw.ts";

export const ping = endpoint({
  id: "ping",
  summary: "Health check for the project.",
  method: "GET",
  path: "/ping",
  scopes: ["public"],
  input: {},
  status: 200,
  output: plainText,
  errors: [],
  run: () => "Pong!",
});
