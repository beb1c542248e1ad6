/** The OpenAPI document is valid, and agrees with the contract on every served operation. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as v from "valibot";
import { contracts, type Operation } from "./harness/contract.ts";
import type { Schema } from "./harness/schema.ts";
import { type Server, startServer } from "./harness/server.ts";

/** Operations of the contract that are not served yet. The list can only shrink. */
const notServedYet = `
  healthGetCache healthGetDB healthGetTime
`
  .trim()
  .split(/\s+/);

/** Operations of the older release that are served under the newer one's name, also at their older address. */
const renamed = ["accountCreateVerification", "accountUpdateVerification"];

/** The operations beyond the contract. */
const servedBeyond = `
  accountDelete accountOAuth2Callback accountOAuth2Failure accountOAuth2PostedCallback accountOAuth2Redirect
  accountOAuth2Success accountRedeemMagicURL accountShowMagicURL healthGetVersion
  messagingCreateApnsProvider messagingCreateFcmProvider messagingCreateMailgunProvider messagingCreateMsg91Provider
  messagingCreateResendProvider messagingCreateSesProvider messagingCreateTelesignProvider
  messagingCreateTextmagicProvider messagingCreateTwilioProvider messagingCreateVonageProvider
  messagingDeleteProvider messagingGetMessage messagingGetProvider messagingListMessages messagingListProviders
  messagingUpdateApnsProvider messagingUpdateFcmProvider messagingUpdateMailgunProvider messagingUpdateMsg91Provider
  messagingUpdateResendProvider messagingUpdateSendgridProvider messagingUpdateSesProvider messagingUpdateSmtpProvider
  messagingUpdateTelesignProvider messagingUpdateTextmagicProvider messagingUpdateTwilioProvider
  messagingUpdateVonageProvider
  activitiesExportEvents activitiesGetEvent activitiesGetUsage activitiesListEvents
  ping
  projectCreateEphemeralKey projectCreateKey projectDeleteKey projectGet projectGetKey projectGetOAuth2Provider
  projectGetPolicy projectListKeys projectListOAuth2Providers projectListPolicies projectUpdateAuthMethod
  projectUpdateKey projectUpdateMFAFactorsPolicy projectUpdateMembershipPrivacyPolicy projectUpdateOAuth2Apple
  projectUpdateOAuth2GitHub projectUpdateOAuth2Google projectUpdateOAuth2Microsoft projectUpdateOAuth2Oidc
  projectUpdatePasswordDictionaryPolicy projectUpdatePasswordHistoryPolicy
  projectUpdatePasswordPersonalDataPolicy projectUpdatePasswordStrengthPolicy projectUpdateSessionAlertPolicy
  projectUpdateSessionDurationPolicy projectUpdateSessionInvalidationPolicy projectUpdateSessionLimitPolicy
  projectUpdateUserLimitPolicy
  webhooksCreate webhooksDelete webhooksGet webhooksGetDeliveries webhooksList webhooksReplay webhooksTest webhooksUpdate
  webhooksUpdateSecret
  usersCreateHashUser usersDeleteLocks usersExport usersExportUser
  usersGetLocks usersGetMfaChallenge usersGetUsage usersImport usersUpdateImpersonator usersVerifyPassword
`
  .trim()
  .split(/\s+/);

const noSearch =
  "The contract's default is an empty text, which the rule of 1 to 256 characters refuses; left out, there is no search.";

const fiveProviders = "The contract has all providers of its release, here there are five.";
const noPlace = "The contract's default is an empty text, which is no address; left out, a page of ours is the place.";

/**
 * The parameters that differ from the contract, with the reason. An exception that is no longer needed fails the test.
 * Parameters without a default in the contract may have one.
 */
const exceptions: Readonly<Record<string, string>> = {
  "usersList search default": noSearch,
  "usersListMemberships search default": noSearch,
  "teamsList search default": noSearch,
  "teamsListMemberships search default": noSearch,
  "usersCreateScryptUser passwordSaltEncoding":
    "Ours: salts are bytes, and not every one of them is a text (docs/passwords.md).",
  "teamsCreateMembership roles required": "A member without roles needs none to be said (docs/spec/teams.md#routes).",
  "usersListIdentities search default": noSearch,
  "accountCreateJWT duration": "It came after the contract's releases.",
  "accountCreateOAuth2Session provider enum": fiveProviders,
  "accountCreateOAuth2Session success default": noPlace,
  "accountCreateOAuth2Session failure default": noPlace,
  "accountCreateOAuth2Token provider enum": fiveProviders,
  "accountCreateOAuth2Token success default": noPlace,
  "accountCreateOAuth2Token failure default": noPlace,
  "accountCreateMfaChallenge factor enum": "The factor `custom` came after them too.",
};

const schema: v.GenericSchema<OwnSchema> = v.lazy(() =>
  v.looseObject({
    type: v.optional(v.union([v.string(), v.array(v.string())])),
    items: v.optional(schema),
    properties: v.optional(v.record(v.string(), schema)),
    required: v.optional(v.array(v.string())),
    anyOf: v.optional(v.array(schema)),
    enum: v.optional(v.array(v.string())),
    $ref: v.optional(v.string()),
  }),
);

interface OwnSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly items?: OwnSchema | undefined;
  readonly properties?: Readonly<Record<string, OwnSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly anyOf?: readonly OwnSchema[] | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly default?: unknown;
  readonly $ref?: string | undefined;
}

const content = v.record(v.string(), v.object({ schema }));

const described = {
  summary: v.pipe(v.string(), v.regex(/\S.*\.$/)),
  tags: v.array(v.string()),
  security: v.array(v.record(v.string(), v.array(v.string()))),
  parameters: v.array(v.object({ name: v.string(), in: v.picklist(["path", "query"]), required: v.boolean(), schema })),
  requestBody: v.optional(v.object({ required: v.boolean(), content })),
  responses: v.record(
    v.pipe(v.string(), v.regex(/^(?:[245]\d\d|30[13])$/)),
    v.object({
      description: v.pipe(v.string(), v.nonEmpty()),
      headers: v.optional(v.record(v.string(), v.looseObject({ schema }))),
      content: v.optional(content),
    }),
  ),
};

const operation = v.strictObject({
  operationId: v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]+$/)),
  ...described,
});

/** An older address of an operation. */
const alias = v.strictObject({ deprecated: v.literal(true), ...described });

const document = v.object({
  openapi: v.pipe(v.string(), v.regex(/^3\.1\.\d+$/)),
  info: v.looseObject({ title: v.literal("Rollcall"), version: v.string() }),
  servers: v.tuple([v.object({ url: v.literal("/v1") })]),
  paths: v.record(
    v.pipe(v.string(), v.startsWith("/")),
    v.record(v.picklist(["get", "put", "post", "patch", "delete"]), v.union([operation, alias])),
  ),
  components: v.object({
    securitySchemes: v.record(v.string(), v.looseObject({ type: v.string() })),
    schemas: v.record(v.string(), schema),
  }),
});

/** Whether the status is a success of an operation: an answer with content, or a redirect. */
const isSuccess = (status: string): boolean => /^[23]/.test(status);

interface Address {
  readonly method: string;
  readonly path: string;
}
type OwnOperation = v.InferOutput<typeof operation> & Address;
type Alias = v.InferOutput<typeof alias> & Address;

let server: Server;
let json: unknown;
let schemas: Readonly<Record<string, OwnSchema>>;
let securitySchemes: readonly string[];
let operations: readonly OwnOperation[];
let aliases: readonly Alias[];

beforeAll(async () => {
  server = await startServer();
  const response = await fetch(`${server.endpoint}/openapi.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  json = await response.json();
  const { components, paths } = v.parse(document, json);
  schemas = components.schemas;
  securitySchemes = Object.keys(components.securitySchemes);
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, item]) => ({ ...item, method: method.toUpperCase(), path })),
  );
  operations = served.filter((item) => "operationId" in item);
  aliases = served.filter((item) => "deprecated" in item);
});
afterAll(() => server.stop());

/** Every object in a JSON value, itself included. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [{ ...value }, ...inside];
}

const namesInPath = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe("the document", () => {
  test("resolves every $ref, and defines no schema that is not referred to", () => {
    const references = objectsIn(json).flatMap((object) => ("$ref" in object ? [String(object["$ref"])] : []));
    const defined = Object.keys(schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].toSorted()).toEqual(defined.toSorted());
  });

  test("has each operation once, under its own id", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.length).toBeGreaterThan(20);
    expect([...new Set(ids)]).toEqual(ids);
  });

  test("declares exactly the parameters of each path, all required, and none twice", () => {
    for (const { parameters, path } of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual(namesInPath(path));
      expect(inPath.every(({ required }) => required)).toBe(true);
      const names = parameters.map(({ name }) => name);
      expect([...new Set(names)]).toEqual(names);
    }
  });

  test("requires only properties that there are", () => {
    for (const { properties, required } of objectsIn(json).filter((object) => "properties" in object)) {
      expect(Object.keys({ ...(properties as object) })).toEqual(expect.arrayContaining([...(required as string[])]));
    }
  });

  test("gives each operation one success, its refusals in the shape of an error, and known security", () => {
    for (const { operationId, responses, security } of operations) {
      expect(security, operationId).not.toEqual([]);
      const used = security.flatMap((credentials) => Object.keys(credentials));
      expect(securitySchemes, operationId).toEqual(expect.arrayContaining(used));
      const statuses = Object.keys(responses);
      expect(statuses.filter(isSuccess), operationId).toHaveLength(1);
      expect(statuses, operationId).toEqual(expect.arrayContaining(["400", "401", "403", "404"]));
      for (const [status, response] of Object.entries(responses)) {
        if (isSuccess(status)) continue;
        expect(response.content).toEqual({ "application/json": { schema: { $ref: "#/components/schemas/error" } } });
      }
    }
  });

  test.each([
    ["ping", [{ Project: [] }]],
    ["usersGet", [{ Project: [], Key: ["users.read"] }]],
    ["usersListSessions", [{ Project: [], Key: ["users.read", "sessions.read"] }]],
    ["accountCreate", [{ Project: [] }, { Project: [], Key: ["sessions.write"] }]],
    [
      "accountGet",
      [
        { Project: [], Session: [] },
        { Project: [], JWT: [] },
      ],
    ],
    ["accountUpdatePassword", [{ Project: [], Session: [] }]],
  ])("states the callers of %s", (id, security) => {
    expect(operations.find(({ operationId }) => operationId === id)?.security).toEqual(security);
  });

  test("documents limits: a 429, and the headers with the remainder", () => {
    const limited = operations.filter(({ responses }) => "429" in responses);
    expect(limited.map(({ operationId }) => operationId).toSorted()).toEqual([
      "accountCreate",
      "accountCreateAnonymousSession",
      "accountCreateEmailPasswordSession",
      "accountCreateEmailToken",
      "accountCreateEmailVerification",
      "accountCreateJWT",
      "accountCreateMagicURLToken",
      "accountCreateMfaAuthenticator",
      "accountCreateMfaChallenge",
      "accountCreateOAuth2Session",
      "accountCreateOAuth2Token",
      "accountCreatePhoneToken",
      "accountCreatePhoneVerification",
      "accountCreatePushTarget",
      "accountCreateRecovery",
      "accountCreateSession",
      "accountDeleteSession",
      "accountDeleteSessions",
      "accountRedeemMagicURL",
      "accountUpdateEmail",
      "accountUpdateEmailVerification",
      "accountUpdateMFA",
      "accountUpdateMagicURLSession",
      "accountUpdateMfaChallenge",
      "accountUpdateMfaRecoveryCodes",
      "accountUpdateName",
      "accountUpdatePassword",
      "accountUpdatePhone",
      "accountUpdatePhoneSession",
      "accountUpdatePhoneVerification",
      "accountUpdatePrefs",
      "accountUpdatePushTarget",
      "accountUpdateRecovery",
      "accountUpdateSession",
      "teamsCreate",
      "teamsCreateMembership",
      "teamsUpdateMembership",
      "teamsUpdateMembershipStatus",
      "teamsUpdateName",
      "teamsUpdatePrefs",
      "usersVerifyPassword",
    ]);
    const told = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];
    for (const { operationId, responses } of operations) {
      const isLimited = "429" in responses;
      for (const [status, { headers = {} }] of Object.entries(responses)) {
        const isTold = isLimited && (isSuccess(status) || status === "429");
        const place = status.startsWith("3") ? ["Location"] : [];
        expect(Object.keys(headers), `${operationId} ${status}`).toEqual([...(isTold ? told : []), ...place]);
      }
    }
  });

  /** The operations that may refuse with an error. */
  const refusingWith = (type: string) =>
    operations.filter(({ responses }) =>
      Object.values(responses).some(({ description }) => description.split(", ").includes(type)),
    );

  test("names the error of a session that lacks a factor: everywhere but where a user gives it, signs out, and signs in again", () => {
    const refusing = refusingWith("user_more_factors_required");
    const ofUsers = operations.filter(({ security }) =>
      security.some((credentials) => "Session" in credentials || !("Key" in credentials)),
    );
    expect(refusing.length).toBeGreaterThan(20);
    expect(ofUsers).toEqual(expect.arrayContaining([...refusing]));
    expect(
      ofUsers
        .filter((operation) => !refusing.includes(operation))
        .map(({ operationId }) => operationId)
        .toSorted(),
    ).toEqual([
      "accountCreateMfaChallenge",
      "accountDeleteSession",
      "accountListMfaFactors",
      "accountOAuth2Callback",
      "accountOAuth2Failure",
      "accountOAuth2PostedCallback",
      "accountOAuth2Redirect",
      "accountOAuth2Success",
      "accountShowMagicURL",
      "accountUpdateMfaChallenge",
    ]);
  });

  test.each([
    [
      "user_challenge_required",
      "401",
      [
        "accountDeleteMfaAuthenticator",
        "accountGetMfaRecoveryCodes",
        "accountUpdateMFA",
        "accountUpdateMfaRecoveryCodes",
      ],
    ],
    [
      "user_auth_method_unsupported",
      "501",
      [
        "accountCreate",
        "accountCreateAnonymousSession",
        "accountCreateEmailPasswordSession",
        "accountCreateEmailToken",
        "accountCreateJWT",
        "accountCreateMagicURLToken",
        "accountCreateMfaChallenge",
        "accountCreatePhoneToken",
        "accountCreatePhoneVerification",
        "accountUpdateMfaChallenge",
        "teamsCreateMembership",
      ],
    ],
  ])("names the file that serves %s, under %s", (type, status, ids) => {
    const refusing = refusingWith(type);
    expect(refusing.map(({ operationId }) => operationId).toSorted()).toEqual(ids);
    for (const { responses } of refusing) expect(responses[status]?.description.split(", ")).toContain(type);
  });

  test("has the older addresses of operations as deprecated ones without an id", () => {
    expect(aliases.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /account/sessions",
      "PUT /account/sessions/token",
      "POST /account/sessions/magic-url",
      "POST /account/sessions/phone",
      "POST /account/jwt",
      "POST /account/verification",
      "PUT /account/verification",
      "POST /account/verification/phone",
      "PUT /account/verification/phone",
      "POST /account/mfa/challenge",
      "PUT /account/mfa/challenge",
    ]);
    for (const { deprecated: _, method, path, ...alias } of aliases) {
      const same = operations.find(({ summary }) => summary === alias.summary);
      expect(same, `${method} ${path}`).toMatchObject(alias);
    }
  });

  test("sends parameters in the query string or in the body, as the method has it; beside rows, in the query string", () => {
    for (const { method, parameters, path, requestBody } of [...operations, ...aliases]) {
      const inQuery = parameters.filter((parameter) => parameter.in === "query");
      if (path === "/users/import") {
        expect(inQuery.map(({ name }) => name)).toContain("dryRun");
        continue;
      }
      if (method === "GET") expect(requestBody, path).toBeUndefined();
      else expect(inQuery, path).toEqual([]);
    }
  });
});

/** A parameter as both sides describe it. */
interface Described {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly type: unknown;
  readonly items: unknown;
  readonly enum: readonly string[] | undefined;
  readonly default: unknown;
}

/** The type of a schema; of a schema with two alternatives, their common one. */
function typeOf({ anyOf, type }: OwnSchema): unknown {
  const types = [...new Set((anyOf ?? []).map(typeOf))];
  return type ?? (types.length === 1 ? types[0] : types);
}

const describedHere = (operation: OwnOperation): Described[] => {
  const body = operation.requestBody?.content["application/json"]?.schema;
  const describe = (name: string, place: string, required: boolean, described: OwnSchema) => ({
    name,
    in: place,
    required,
    type: typeOf(described),
    items: described.items && typeOf(described.items),
    enum: described.enum,
    default: described.default,
  });
  return [
    ...operation.parameters.map((parameter) =>
      describe(parameter.name, parameter.in, parameter.required, parameter.schema),
    ),
    ...Object.entries(body?.properties ?? {}).map(([name, property]) =>
      describe(name, "body", body?.required?.includes(name) === true, property),
    ),
  ];
};

const describedByContract = ({ params }: Operation): Described[] =>
  params.map((parameter) => ({
    name: parameter.name,
    in: parameter.in,
    required: parameter.required,
    type: parameter.type,
    items: parameter.items?.type,
    enum: parameter.enum,
    default: parameter.default,
  }));

/** The one success of an operation: its status, and the schema of its body by name. */
function successOf({ responses }: OwnOperation): readonly [status: string, schema: string | null] {
  const [status = "", response] = Object.entries(responses).find(([key]) => isSuccess(key)) ?? [];
  const reference = response?.content?.["application/json"]?.schema.$ref;
  return [status, reference?.replace("#/components/schemas/", "") ?? null];
}

/** The differences of a schema from the contract's: it may promise more, never less. */
function differences(ours: OwnSchema | undefined, theirs: Schema, path: string): string[] {
  if (ours === undefined) return [`${path}: is missing`];
  if (theirs.$ref !== undefined) return ours.$ref === theirs.$ref ? [] : [`${path}: is not ${theirs.$ref}`];
  const types: readonly (string | undefined)[] = Array.isArray(ours.type) ? ours.type : [ours.type];
  const allowed = [theirs.type, ...(theirs.nullable === true ? ["null"] : [])];
  return [
    ...(types.includes(theirs.type) && types.every((type) => allowed.includes(type))
      ? []
      : [`${path}: is ${types.join("|")} instead of ${allowed.join("|")}`]),
    ...(theirs.type === "array" && theirs.items !== undefined
      ? differences(ours.items, theirs.items, `${path}[]`)
      : []),
    ...(theirs.required ?? [])
      .filter((name) => ours.required?.includes(name) !== true)
      .map((name) => `${path}.${name}: is not required`),
    ...Object.entries(theirs.properties ?? {}).flatMap(([name, property]) =>
      differences(ours.properties?.[name], property, `${path}.${name}`),
    ),
  ];
}

/**
 * The required part of a schema in the contract: an account is its user without the optional fields, which are the
 * hash.
 */
const withoutOptional = ({ properties = {}, required = [], ...rest }: Schema): Schema => ({
  ...rest,
  properties: Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name))),
  required,
});

describe("the contract", () => {
  /** The operations of both releases, the newer description of each. */
  const inContract = new Map(
    contracts.flatMap((release) => release.operations.map((item) => [item.id, { ...item, release }] as const)),
  );
  const served = () => new Map(operations.map((item) => [item.operationId, item]));

  test("has no operation that is neither served nor listed as not served yet", () => {
    const missing = [...inContract.keys()].filter((id) => !served().has(id));
    expect(missing.toSorted()).toEqual([...notServedYet, ...renamed].toSorted());
  });

  test("has every operation that is served, but for a few that are named", () => {
    const more = [...served().keys()].filter((id) => !inContract.has(id));
    expect(more.toSorted()).toEqual(servedBeyond.toSorted());
  });

  test("has the same method and path for each operation, or an older address of it", () => {
    for (const [id, { method, path }] of inContract) {
      const ours = served().get(id);
      if (ours === undefined) continue;
      const addresses = [ours, ...aliases.filter(({ summary }) => summary === ours.summary)];
      expect(
        addresses.map((address) => `${address.method} ${address.path}`),
        id,
      ).toContain(`${method} ${path}`);
    }
  });

  test("has the same parameters, in the same order", () => {
    const needed = new Set<string>();
    /** Whether an exception exists; it then counts as needed. */
    const isExcused = (name: string): boolean => {
      if (name in exceptions) needed.add(name);
      return name in exceptions;
    };
    for (const [id, operation] of inContract) {
      const ours = served().get(id);
      if (ours === undefined) continue;
      const theirs = new Map(describedByContract(operation).map((parameter) => [parameter.name, parameter]));
      const here = describedHere(ours).flatMap((parameter) => {
        const { name } = parameter;
        const known = theirs.get(name);
        if (known === undefined) return isExcused(`${id} ${name}`) ? [] : [parameter];
        const isFree = known.default === undefined || parameter.default === known.default;
        return [
          {
            ...parameter,
            ...((isFree || isExcused(`${id} ${name} default`)) && { default: known.default }),
            ...(isExcused(`${id} ${name} enum`) && { enum: known.enum }),
            ...(isExcused(`${id} ${name} required`) && { required: known.required }),
          },
        ];
      });
      expect({ id, parameters: here }).toEqual({ id, parameters: [...theirs.values()] });
    }
    expect([...needed].toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  test("has the same success for each operation", () => {
    for (const [id, { responses }] of inContract) {
      const ours = served().get(id);
      if (ours === undefined) continue;
      const [status, body] = successOf(ours);
      const inContract = body === "account" ? "user" : body;
      expect([id, status, inContract]).toEqual([id, ...(Object.entries(responses)[0] ?? [])]);
    }
  });

  test("has no field, type or required field that the schemas here lack, in either release", () => {
    const compared = new Set<string>();
    for (const { components, name: release } of contracts) {
      const account = withoutOptional(components.schemas["user"] ?? {});
      for (const [name, theirs] of Object.entries({ ...components.schemas, account })) {
        const ours = schemas[name];
        if (ours === undefined) continue;
        compared.add(name);
        expect(differences(ours, theirs, `${release} ${name}`)).toEqual([]);
      }
    }
    expect([...compared]).toEqual(
      expect.arrayContaining(["account", "error", "preferences", "session", "target", "user"]),
    );
  });
});
