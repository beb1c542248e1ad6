/** One successful request of every operation, with its sender, for tests over all operations. */
import { env } from "cloudflare:workers";
import { type Endpoint, pathParameters } from "../../src/http/endpoint.ts";
import { bearing, beginSession, guest } from "./account.ts";
import { caseOf, operations } from "./cases/index.ts";
import { isUser, makeNeed, type Need } from "./cases/needs.ts";
import { nothing, type Scene } from "./cases/scene.ts";
import { type Answer, call, type CallOptions } from "./client.ts";

export interface ValidRequest {
  readonly method: string;
  /** Below /v1. */
  readonly path: string;
  readonly body?: object;
  /** Headers for every kind of caller: a browser that returns from a provider has its own cookie. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The sender: a key, a session, or a guest from an address that no other request has. */
  readonly sender: CallOptions;
}

/**
 * The kind of caller that an endpoint is for. An endpoint that lets guests sign in is for keys with a scope too, and a
 * public one for all callers.
 */
export function senderOf({ scopes }: Endpoint): "key" | "guest" | "user" {
  if (scopes.includes("account")) return "user";
  return scopes.includes("guest") || scopes.includes("public") ? "guest" : "key";
}

const senders: Readonly<Record<ReturnType<typeof senderOf>, (scene: Scene) => CallOptions>> = {
  key: () => ({}),
  guest: () => guest(),
  user: ({ session }) => bearing(session.secret),
};

/** The values of path parameters that identify a part of the scene, or the project. */
const namesIn = ({
  challenge,
  id,
  identity,
  membership,
  session,
  target,
}: Scene): Readonly<Record<string, string>> => ({
  userId: id,
  keyId: id,
  messageId: id,
  providerId: id,
  teamId: id,
  webhookId: id,
  membershipId: membership.id,
  projectId: env.PROJECT_ID,
  sessionId: session.id,
  targetId: target,
  identityId: identity,
  challengeId: challenge.id,
});

/** The path of a request below /v1. */
function pathOf(endpoint: Endpoint, scene: Scene): string {
  const { path, query } = caseOf(endpoint);
  const names = { ...namesIn(scene), ...path };
  const named = pathParameters(endpoint.path).reduce(
    (path, name) => path.replace(`{${name}}`, names[name] ?? ""),
    endpoint.path,
  );
  return query === undefined ? named : `${named}?${new URLSearchParams(query(scene)).toString()}`;
}

/** A request that the endpoint answers with its status, when asked once. */
export function requestOf(endpoint: Endpoint, scene: Scene): ValidRequest {
  const { body, headers } = caseOf(endpoint);
  const { id, method } = endpoint;
  if (body === undefined && method !== "GET" && method !== "DELETE") throw new Error(`Give the case of ${id} a body.`);
  return {
    method,
    path: pathOf(endpoint, scene),
    ...(body !== undefined && { body: body(scene) }),
    ...(headers !== undefined && { headers: headers(scene) }),
    sender: senders[senderOf(endpoint)](scene),
  };
}

/** Sends an endpoint its valid request. @param options that differ from it */
export function ask(endpoint: Endpoint, scene: Scene, options: CallOptions = {}): Promise<Answer> {
  const { method, path, sender, headers, ...request } = requestOf(endpoint, scene);
  return call(method, path, {
    ...request,
    ...sender,
    ...options,
    headers: { ...headers, ...sender.headers, ...options.headers },
  });
}

async function makeAll(needs: readonly Need[], scene: Scene, callerId?: string): Promise<Scene> {
  const made = { ...scene };
  for (const need of needs) Object.assign(made, await makeNeed(need, made, callerId));
  return made;
}

/**
 * Makes the subject of a request to the endpoint.
 * @param id of the user, the key, the message, the provider or the team
 * @param callerId a user who calls routes about a team: its owner, or the invitee
 */
export const prepare = (endpoint: Endpoint, id: string, callerId?: string): Promise<Scene> =>
  makeAll(caseOf(endpoint).needs, { ...nothing, id }, callerId);

/**
 * Begins another session for an existing user, and creates the other needs of a request to the endpoint.
 * @param id of the user
 */
export const arm = async (endpoint: Endpoint, id: string): Promise<Scene> =>
  makeAll(
    caseOf(endpoint).needs.filter((need) => !isUser(need)),
    { ...nothing, id, session: await beginSession(id) },
  );

/** The operations with parameters in a body. */
export const takers: readonly Endpoint[] = operations.filter(({ method }) => method !== "GET");

/** The operations that change rows besides attempt counts: an attempt writes one row, and another when a success resets it. */
export const writes: readonly Endpoint[] = operations.filter((endpoint) => {
  const attempts = (endpoint.limits ?? []).map(({ resets }) => (resets ? 2 : 1));
  if (endpoint.guesses !== undefined) attempts.push(2);
  return caseOf(endpoint).budget.rowsWritten > attempts.reduce((total, count) => total + count, 0);
});
