/** The OpenAPI 3.1 document, made from the declarations that also route and validate. Pure. */
import { catalogue, type ErrorType } from "../errors/catalogue.ts";
import type { JsonSchema } from "../models/json-schema.ts";
import { type Model, reference } from "../models/model.ts";
import { type Endpoint, pathParameters } from "./endpoint.ts";
import { basePath } from "./router.ts";
import { serverVersion } from "./version.ts";

type Json = Readonly<Record<string, unknown>>;

/** What every route may answer, whatever it does. */
const everywhere: readonly ErrorType[] = [
  "general_argument_invalid",
  "general_unauthorized_scope",
  "user_unauthorized",
  "project_key_expired",
  "project_id_missing",
  "general_unknown_origin",
  "project_not_found",
];

const errorSchema: JsonSchema = {
  type: "object",
  properties: {
    message: { type: "string" },
    code: { type: "integer", format: "int32" },
    type: { type: "string" },
    version: { type: "string" },
  },
  required: ["message", "code", "type", "version"],
};

const json = (schema: JsonSchema): Json => ({ "application/json": { schema } });

/** @param endpoints every endpoint that is served */
export function openApiDocument(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: serverVersion,
      description: "Appwrite's Users API at the edge. Independent of Appwrite: it only speaks its API.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: basePath }],
    paths,
    components: {
      securitySchemes: {
        Project: { type: "apiKey", in: "header", name: "X-Appwrite-Project" },
        Key: { type: "apiKey", in: "header", name: "X-Appwrite-Key" },
      },
      schemas: { error: errorSchema, ...schemasOf(endpoints) },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  const inPath = pathParameters(endpoint.path);
  const described = Object.entries(endpoint.input).map(([name, parameter]) => {
    const isOptional = "optional" in parameter;
    const rule = isOptional ? parameter.optional : parameter;
    // What stands in for an absent value need not be one that may be sent: it is then no default.
    const fallback = isOptional && rule.parse(parameter.fallback).ok ? { default: parameter.fallback } : {};
    return { name, required: !isOptional, schema: { ...rule.schema, ...fallback } };
  });
  const elsewhere = described.filter(({ name }) => !inPath.includes(name));
  const inQuery = endpoint.method === "GET" ? elsewhere : [];
  const inBody = endpoint.method === "GET" ? [] : elsewhere;
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    tags: [endpoint.path.split("/")[1]],
    security: [endpoint.scopes.includes("public") ? { Project: [] } : { Project: [], Key: endpoint.scopes }],
    parameters: [
      ...described.filter(({ name }) => inPath.includes(name)).map((parameter) => ({ ...parameter, in: "path" })),
      ...inQuery.map((parameter) => ({ ...parameter, in: "query" })),
    ],
    ...(inBody.length > 0 && {
      requestBody: {
        required: inBody.some(({ required }) => required),
        content: json({
          type: "object",
          properties: Object.fromEntries(inBody.map(({ name, schema }) => [name, schema])),
          required: inBody.filter(({ required }) => required).map(({ name }) => name),
        }),
      },
    }),
    responses: { ...success(endpoint), ...refusals(endpoint) },
  };
}

function success({ output, status }: Endpoint): Json {
  if (output === null) return { [status]: { description: "Done. The body is empty." } };
  const schema = output.mediaType === "application/json" ? reference(output) : output.schema;
  return { [status]: { description: `The ${output.name}.`, content: { [output.mediaType]: { schema } } } };
}

/** The refusals of an endpoint by status, with the types that a client may meet there. */
function refusals({ errors }: Endpoint): Json {
  const types = [...new Set([...everywhere, ...errors])];
  const statuses = [...new Set(types.map((type) => catalogue[type].status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: types.filter((type) => catalogue[type].status === status).join(", "),
        content: json(reference({ name: "error" })),
      },
    ]),
  );
}

function schemasOf(endpoints: readonly Endpoint[]): Record<string, JsonSchema> {
  const schemas: Record<string, JsonSchema> = {};
  const add = (model: Model<never>): void => {
    if (model.mediaType !== "application/json") return;
    schemas[model.name] = model.schema;
    model.uses.forEach(add);
  };
  for (const { output } of endpoints) if (output !== null) add(output);
  return schemas;
}
