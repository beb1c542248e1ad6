/**
 * The contract: facts about Appwrite's API in two releases, as data (test/contract/README.md).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { Exchange } from "./recorder.ts";
import { problemsOf, type Schema } from "./schema.ts";

const contractDirectory = join(import.meta.dirname, "../../contract");

const schema: v.GenericSchema<Schema> = v.lazy(() =>
  v.object({
    type: v.optional(v.string()),
    format: v.optional(v.string()),
    nullable: v.optional(v.boolean()),
    enum: v.optional(v.array(v.string())),
    items: v.optional(schema),
    oneOf: v.optional(v.array(schema)),
    properties: v.optional(v.record(v.string(), schema)),
    required: v.optional(v.array(v.string())),
    $ref: v.optional(v.string()),
  }),
);

const operation = v.object({
  id: v.string(),
  method: v.string(),
  path: v.string(),
  params: v.array(
    v.object({
      name: v.string(),
      in: v.picklist(["path", "query", "body"]),
      required: v.boolean(),
      type: v.string(),
      items: v.optional(v.object({ type: v.string() })),
      default: v.optional(v.unknown()),
      enum: v.optional(v.array(v.string())),
    }),
  ),
  /** Name of the body's schema by status; null: no body. */
  responses: v.record(v.string(), v.nullable(v.string())),
});

const contract = v.object({
  operations: v.array(operation),
  components: v.object({ schemas: v.record(v.string(), schema) }),
});

export type Operation = v.InferOutput<typeof operation>;
export type Contract = v.InferOutput<typeof contract> & { readonly name: string };

const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };

const messageFields: Readonly<Record<string, Schema>> = {
  $id: text,
  $createdAt: text,
  $updatedAt: text,
  providerType: text,
  topics: texts,
  users: texts,
  targets: texts,
  scheduledAt: text,
  deliveredAt: text,
  deliveryErrors: texts,
  deliveredTotal: { type: "integer" },
  data: { type: "object" },
  status: { type: "string", enum: ["draft", "processing", "scheduled", "sent", "failed"] },
};

const message: Schema = { type: "object", properties: messageFields, required: Object.keys(messageFields) };

/**
 * The contract says that `code` of an error is text. On the wire it is a number (docs/spec/errors.md#body), which wins.
 * It has providers, and no list of them; and no messages, which are what the SDKs say (`Models.Message`).
 */
function completed(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const { error, userList } = schemas;
  const { total = {} } = userList?.properties ?? {};
  const listOf = (key: string, name: string): Schema => ({
    type: "object",
    properties: { total, [key]: { type: "array", items: { $ref: `#/components/schemas/${name}` } } },
    required: ["total", key],
  });
  return {
    ...schemas,
    error: { ...error, properties: { ...error?.properties, code: { type: "integer" } } },
    providerList: listOf("providers", "provider"),
    message,
    messageList: listOf("messages", "message"),
  };
}

/** The releases, older first. */
export const contracts: readonly Contract[] = readdirSync(contractDirectory)
  .filter((file) => file.endsWith(".json"))
  .toSorted()
  .map((file) => {
    const { components, operations } = v.parse(
      contract,
      JSON.parse(readFileSync(join(contractDirectory, file), "utf8")),
    );
    return { name: file, operations, components: { schemas: completed(components.schemas) } };
  });

/** The operations beyond the contract's releases, older addresses included, with the contract's schema of the body. */
const beyond: readonly Pick<Operation, "method" | "path" | "responses">[] = [
  { method: "PATCH", path: "/users/{userId}/impersonator", responses: { 200: "user" } },
  { method: "POST", path: "/users/{userId}/password/verify", responses: { 204: null } },
  { method: "DELETE", path: "/account", responses: { 204: null } },
  { method: "POST", path: "/account/sessions", responses: { 201: "session" } },
  { method: "PUT", path: "/account/sessions/token", responses: { 201: "session" } },
  // The oldest and the newest addresses, of which each release has one.
  ...["/account/verification", "/account/verifications/email"].flatMap(verificationAt),
  ...["/account/verification/phone", "/account/verifications/phone"].flatMap(verificationAt),
  { method: "POST", path: "/account/jwt", responses: { 201: "jwt" } },
  { method: "POST", path: "/account/mfa/challenges", responses: { 201: "mfaChallenge" } },
  { method: "PUT", path: "/account/mfa/challenges", responses: { 200: "session" } },
  { method: "POST", path: "/messaging/providers/{kind}", responses: { 201: "provider" } },
  { method: "PATCH", path: "/messaging/providers/{kind}/{providerId}", responses: { 200: "provider" } },
  { method: "GET", path: "/messaging/providers", responses: { 200: "providerList" } },
  { method: "GET", path: "/messaging/providers/{providerId}", responses: { 200: "provider" } },
  { method: "DELETE", path: "/messaging/providers/{providerId}", responses: { 204: null } },
  { method: "GET", path: "/messaging/messages", responses: { 200: "messageList" } },
  { method: "GET", path: "/messaging/messages/{messageId}", responses: { 200: "message" } },
];

/** The requests for a verification, and its redemption. */
function verificationAt(path: string): typeof beyond {
  return [
    { method: "POST", path, responses: { 201: "token" } },
    { method: "PUT", path, responses: { 200: "token" } },
  ];
}

/** The text that is the whole body of `GET /ping`, which is not JSON. */
const pong = "Pong!";

/** The breaches of either release in an exchange, one line each. */
export function contractProblems(exchange: Exchange): string[] {
  return contracts.flatMap((release) =>
    problemsOfExchange(release, exchange).map(
      (problem) => `${release.name}: ${exchange.method} ${exchange.path} ${exchange.status}: ${problem}`,
    ),
  );
}

function problemsOfExchange({ components: { schemas }, operations }: Contract, exchange: Exchange): string[] {
  const { method, path, status, text, type } = exchange;
  if (status >= 400) return problemsOfBody("error");
  if (path === "/ping") return text === pong ? [] : [`the body is not ${pong}`];
  // A literal segment takes precedence over a parameter.
  const [match] = [...operations, ...beyond]
    .filter((candidate) => candidate.method === method && toPattern(candidate.path).test(path))
    .toSorted((a, b) => a.path.split("{").length - b.path.split("{").length);
  const name = match?.responses[status];
  if (name === undefined) return ["the contract has no such operation, or not this status"];
  return name === null ? problemsOfNone() : problemsOfBody(name);

  function problemsOfNone(): string[] {
    const problems = text === "" ? [] : ["the body is not empty"];
    return type.includes("json") || type === "" ? [...problems, `the empty body is typed "${type}"`] : problems;
  }

  function problemsOfBody(name: string): string[] {
    if (type !== "application/json; charset=UTF-8") return [`the body is typed "${type}"`];
    return problemsOf(JSON.parse(text), { $ref: `#/components/schemas/${name}` }, schemas);
  }
}

const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
