/** The OpenAPI 3.1 document, made from the declarations that also route and validate. Pure. */
import { basePath, fullControl, type Scope } from "../domain/context/index.ts";
import { catalogue, type ErrorType } from "../errors/catalogue.ts";
import type { JsonSchema } from "../models/json-schema.ts";
import { type Model, reference } from "../models/model.ts";
import { userScopes } from "./access.ts";
import { type Address, type Endpoint, pathParameters } from "./endpoint.ts";
import { addressesOf } from "./router.ts";
import { serverVersion } from "./version.ts";

type Json = Readonly<Record<string, unknown>>;

/** The errors that every route may answer with. */
const everywhere: readonly ErrorType[] = [
  "general_argument_invalid",
  "general_unauthorized_scope",
  "user_unauthorized",
  "user_jwt_invalid",
  "user_jwt_and_cookie_set",
  "project_key_expired",
  "project_id_missing",
  "general_unknown_origin",
  "project_not_found",
  "router_host_not_found",
  "general_service_unavailable",
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

/** A header in which an impersonator, authenticated by a session or JWT, names the user to impersonate. */
const impersonation = (name: string) => ({
  type: "apiKey",
  in: "header",
  name,
  description:
    "The user to impersonate, sent together with the Session or JWT of the impersonator. Impersonators may read users as well.",
});

/** How the credentials of a request are sent. */
const securitySchemes = {
  Project: { type: "apiKey", in: "header", name: "X-Appwrite-Project" },
  Key: {
    type: "apiKey",
    in: "header",
    name: "X-Appwrite-Key",
    description: `The secret of an API key. Scopes of full control: ${Object.entries(fullControl)
      .map(([scope, why]) => `\`${scope}\` (${why})`)
      .join("; ")}.`,
  },
  Session: {
    type: "apiKey",
    in: "header",
    name: "X-Appwrite-Session",
    description: "The secret of a session. Browsers send it in the cookie `a_session_` + project id instead.",
  },
  JWT: { type: "apiKey", in: "header", name: "X-Appwrite-JWT" },
  ImpersonateUserId: impersonation("X-Appwrite-Impersonate-User-Id"),
  ImpersonateUserEmail: impersonation("X-Appwrite-Impersonate-User-Email"),
  ImpersonateUserPhone: impersonation("X-Appwrite-Impersonate-User-Phone"),
};

/** The headers about the tightest limit of a route. */
const limitHeaders = {
  "X-RateLimit-Limit": { description: "The number of attempts allowed in a time window.", schema: { type: "integer" } },
  "X-RateLimit-Remaining": { description: "The number of attempts left in the window.", schema: { type: "integer" } },
  "X-RateLimit-Reset": {
    description: "The end of the window, in seconds since the Unix epoch.",
    schema: { type: "integer" },
  },
};

const json = (schema: JsonSchema): Json => ({ "application/json": { schema } });

/** @param endpoints every endpoint that is served */
export function openApiDocument(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    for (const address of addressesOf(endpoint)) {
      (paths[address.path] ??= {})[address.method.toLowerCase()] = operation(endpoint, address);
    }
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
      securitySchemes,
      schemas: { error: errorSchema, ...schemasOf(endpoints) },
    },
  };
}

/** An endpoint at one of its addresses. At an alias it is deprecated and has no id. */
function operation(endpoint: Endpoint, { method, path }: Address): Json {
  const isOwn = method === endpoint.method && path === endpoint.path;
  const inPath = pathParameters(path);
  const described = Object.entries(endpoint.input).map(([name, parameter]) => {
    const isOptional = "optional" in parameter;
    const rule = isOptional ? parameter.optional : parameter;
    // A fallback that the rule itself does not accept is not documented as a default.
    const fallback = isOptional && rule.parse(parameter.fallback).ok ? { default: parameter.fallback } : {};
    return { name, required: !isOptional, schema: { ...rule.schema, ...fallback } };
  });
  const elsewhere = described.filter(({ name }) => !inPath.includes(name));
  const inQuery = elsewhere.filter(({ name }) => isInQuery(endpoint, method, name));
  const inBody = elsewhere.filter(({ name }) => !isInQuery(endpoint, method, name));
  return {
    ...(isOwn ? { operationId: endpoint.id } : { deprecated: true }),
    summary: endpoint.summary,
    tags: [path.split("/")[1]],
    security: securityOf(endpoint),
    parameters: [
      ...described.filter(({ name }) => inPath.includes(name)).map((parameter) => ({ ...parameter, in: "path" })),
      ...inQuery.map((parameter) => ({ ...parameter, in: "query" })),
    ],
    ...(inBody.length > 0 && {
      requestBody: {
        required: inBody.some(({ required }) => required),
        content: endpoint.rows === undefined ? json(objectOf(inBody)) : rowsOf(inBody),
      },
    }),
    responses: { ...success(endpoint), ...refusals(endpoint) },
  };
}

/** A parameter that is not in the path. */
interface Described {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

const isInQuery = ({ rows }: Endpoint, method: string, name: string): boolean =>
  method === "GET" || (rows !== undefined && rows.parameter !== name);

const objectOf = (parameters: readonly Described[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
});

/** A body that is a list of rows, in both of its types. */
const rowsOf = ([rows]: readonly Described[]): Json => ({
  ...json(rows?.schema ?? {}),
  "application/x-ndjson": {
    schema: { type: "string", description: "One row per line, with the fields of the array's items." },
  },
});

const isOpenTo = ({ scopes }: Endpoint, ...open: readonly Scope[]): boolean =>
  scopes.some((scope) => open.includes(scope));

const isForUsers = ({ scopes }: Endpoint): boolean => scopes.some((scope) => userScopes.has(scope));

/** The allowed callers, as alternatives. */
function securityOf(endpoint: Endpoint): Json[] {
  if (endpoint.fromAnywhere) return [{}];
  const ofKeys = endpoint.scopes.filter((scope) => scope !== "public" && scope !== "guest" && scope !== "account");
  const isForGuests = isOpenTo(endpoint, "public", "guest");
  return [
    ...(isForGuests ? [{ Project: [] }] : []),
    ...(isForUsers(endpoint) && !isForGuests
      ? [
          { Project: [], Session: [] },
          ...(endpoint.guards && !endpoint.servesBoundJwts ? [] : [{ Project: [], JWT: [] }]),
        ]
      : []),
    ...(ofKeys.length > 0 ? [{ Project: [], Key: ofKeys }] : []),
  ];
}

const isLimited = ({ guesses, limits = [] }: Endpoint): boolean => limits.length > 0 || guesses !== undefined;

function success(endpoint: Endpoint): Json {
  const { output, status } = endpoint;
  const headers = isLimited(endpoint) ? { headers: limitHeaders } : {};
  if (status === 301 || status === 303) {
    const location = { description: "The redirect target.", schema: { type: "string", format: "uri" } };
    return { [status]: { description: "A redirect.", headers: { ...headers.headers, Location: location } } };
  }
  if (output === null) return { [status]: { description: "Success, with an empty body.", ...headers } };
  const schema = output.mediaType === "application/json" ? reference(output) : output.schema;
  const content = { [output.mediaType]: { schema } };
  return { [status]: { description: `The ${output.name}.`, ...headers, content } };
}

/** The error responses of an endpoint by status, with their error types. */
function refusals(endpoint: Endpoint): Json {
  const types = typesOf(endpoint);
  const statuses = [...new Set(types.map((type) => catalogue[type].status))].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: types.filter((type) => catalogue[type].status === status).join(", "),
        ...(status === 429 && { headers: limitHeaders }),
        content: json(reference({ name: "error" })),
      },
    ]),
  );
}

/** The error types of an endpoint: those that it declares, and those that follow from the declaration. */
function typesOf(endpoint: Endpoint): readonly ErrorType[] {
  const mayBeUser = isForUsers(endpoint);
  const implied: readonly ErrorType[] = [
    ...(mayBeUser ? (["user_blocked"] as const) : []),
    ...(mayBeUser && !endpoint.servesIncomplete ? (["user_more_factors_required"] as const) : []),
    ...(mayBeUser && endpoint.guards ? (["general_resource_blocked"] as const) : []),
    ...(endpoint.needsChallenge ? (["user_challenge_required"] as const) : []),
    ...(endpoint.authMethod === undefined ? [] : (["user_auth_method_unsupported"] as const)),
    ...(endpoint.beginsSession ? (["user_session_already_exists"] as const) : []),
    ...(isLimited(endpoint) ? (["general_rate_limit_exceeded"] as const) : []),
  ];
  return [...new Set([...everywhere, ...implied, ...endpoint.errors])];
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
