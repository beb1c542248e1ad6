/** One request of every endpoint that succeeds, and who sends it, for the tables that go over all of them. */
import { endpoints } from "../../src/app.ts";
import { type Endpoint, pathParameters } from "../../src/http/endpoint.ts";
import { formats } from "../../src/passwords/registry.ts";
import { vectors } from "../../src/passwords/vectors/index.ts";
import { bearing, beginSession, createToken, guest } from "./account.ts";
import { type Answer, call, type CallOptions } from "./client.ts";
import { rows } from "./database.ts";

/** What the request of an endpoint is about. */
export interface Scene {
  /** Of the user or the key: none has it yet when the endpoint creates one, one has it otherwise. */
  readonly id: string;
  /** A session of the user: the one that the path names, and the one that the user sends. */
  readonly session: { readonly id: string; readonly secret: string };
  /** The secret of a token of the user. */
  readonly token: string;
}

export interface ValidRequest {
  readonly method: string;
  /** Below /v1. */
  readonly path: string;
  readonly body?: object;
  /** Who sends it: their key, their session, or the address of a guest that no other request has. */
  readonly sender: CallOptions;
}

/** A scene of which nothing is there. */
export const nothing: Scene = { id: "nobody", session: { id: "nobody", secret: "" }, token: "nothing" };

/** Who an endpoint is for. One that lets guests sign in is for keys with a scope too. */
export function senderOf({ scopes }: Endpoint): "key" | "guest" | "user" {
  if (scopes.includes("account")) return "user";
  return scopes.includes("guest") ? "guest" : "key";
}

/** A user with all that a creation can give: an email, a phone, a name of two words. */
export const newUser = (userId: string) => ({
  userId,
  email: `${userId}@mail.example`,
  phone: phoneOf(userId),
  name: "Ada Lovelace",
});

/** A phone number of its own for every id: the last digits spell a hash of it. */
function phoneOf(userId: string): string {
  let hash = 7;
  for (const unit of userId) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 1_000_000_000;
  return `+49${String(hash).padStart(9, "1")}`;
}

/** Of every user here who has one. */
export const password = "correct horse battery staple";

/** Half a minute from now: what a key may give that lives for longer. */
const soon = () => new Date(Date.now() + 30_000).toISOString();

/** A key within what any key may make that may make keys at all, and that lives for a minute. */
export const newKey = (keyId: string) => ({ keyId, name: "Deploy", scopes: ["keys.write"], expire: soon() });

/** The bodies, by endpoint id. Updates change what they are about. */
const bodies: Readonly<Record<string, (scene: Scene) => object>> = {
  projectCreateKey: ({ id }) => newKey(id),
  projectCreateEphemeralKey: () => ({ scopes: ["keys.write"], duration: 30 }),
  projectUpdateKey: () => ({ name: "Deploy, narrowed", scopes: [], expire: soon() }),
  usersCreate: ({ id }) => ({ ...newUser(id), password }),
  ...Object.fromEntries(formats.map(({ hash, operation }) => [importId(operation), importBody(hash)])),
  usersUpdateStatus: () => ({ status: false }),
  usersUpdateLabels: () => ({ labels: ["vip", "beta"] }),
  usersUpdateName: () => ({ name: "Grace Hopper" }),
  usersUpdatePassword: () => ({ password: `new ${password}` }),
  usersUpdateEmail: ({ id }) => ({ email: `${id}@post.example` }),
  usersUpdatePhone: ({ id }) => ({ number: phoneOf(`${id} moved`) }),
  usersUpdateEmailVerification: () => ({ emailVerification: true }),
  usersUpdatePhoneVerification: () => ({ phoneVerification: true }),
  usersUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  usersCreateSession: () => ({}),
  usersCreateToken: () => ({ length: 64 }),
  usersCreateJWT: () => ({}),
  usersUpdateImpersonator: () => ({ impersonator: true }),
  usersVerifyPassword: () => ({ password }),
  accountCreate: ({ id }) => ({ userId: id, email: newUser(id).email, name: newUser(id).name, password }),
  accountUpdateSession: () => ({}),
  accountCreateEmailPasswordSession: ({ id }) => ({ email: newUser(id).email, password }),
  accountCreateAnonymousSession: () => ({}),
  accountCreateSession: ({ id, token }) => ({ userId: id, secret: token }),
  accountCreateJWT: () => ({}),
  accountUpdateName: () => ({ name: "Grace Hopper" }),
  accountUpdateEmail: ({ id }) => ({ email: `${id}@post.example`, password }),
  accountUpdatePhone: ({ id }) => ({ phone: phoneOf(`${id} moved`), password }),
  accountUpdatePassword: () => ({ password: `new ${password}`, oldPassword: password }),
  accountUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  accountUpdateStatus: () => ({}),
};

function importId(operation: string): string {
  return `users${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
}

function importBody(hash: string): (scene: Scene) => object {
  const vector = vectors.find((list) => list.hash === hash)?.right[0];
  if (vector === undefined) throw new Error(`No vector of ${hash}.`);
  return ({ id }) => {
    const { email, name } = newUser(id);
    return { userId: id, email, name, password: vector.encoded, ...vector.values };
  };
}

/** A request that the endpoint answers with its status, when asked once. */
export function requestOf(endpoint: Endpoint, scene: Scene): ValidRequest {
  const { id: operation, method, path } = endpoint;
  const body = bodies[operation]?.(scene);
  if (body === undefined && method !== "GET" && method !== "DELETE") throw new Error(`Give ${operation} a body.`);
  const named = path.replace(/\{(?:user|key)Id\}/, scene.id).replace("{sessionId}", scene.session.id);
  return { method, path: named, ...(body !== undefined && { body }), sender: senders[senderOf(endpoint)](scene) };
}

const senders: Readonly<Record<ReturnType<typeof senderOf>, (scene: Scene) => CallOptions>> = {
  key: () => ({}),
  guest: () => guest(),
  user: ({ session }) => bearing(session.secret),
};

/** Sends an endpoint its valid request. @param options what is different of it */
export function ask(endpoint: Endpoint, scene: Scene, options: CallOptions = {}): Promise<Answer> {
  const { method, path, sender, ...request } = requestOf(endpoint, scene);
  return call(method, path, { ...request, ...sender, ...options, headers: { ...sender.headers, ...options.headers } });
}

/** Makes what a request of the endpoint is about. @param id of the user or the key */
export async function prepare(endpoint: Endpoint, id: string): Promise<Scene> {
  const subject = subjectOf(endpoint);
  if (subject === "key") await call("POST", "/project/keys", { body: newKey(id) });
  if (subject !== "user") return { ...nothing, id };
  const hasPassword = Object.hasOwn(endpoint.input, "password");
  await call("POST", "/users", { body: { ...newUser(id), ...(hasPassword && { password }) } });
  // Otherwise the first request of the day would note it after its answer.
  await rows("UPDATE users SET accessed_at = ? WHERE id = ?", Date.now(), id);
  return arm(endpoint, id);
}

/** Begins a session, and makes the token that a request of the endpoint needs. @param id of a user who is there */
export const arm = async (endpoint: Endpoint, id: string): Promise<Scene> => ({
  id,
  session: await beginSession(id),
  token: redeems(endpoint) ? await createToken(id) : nothing.token,
});

const redeems = ({ input }: Endpoint): boolean => Object.hasOwn(input, "secret");

/** What has to be there for an endpoint; null: nothing. */
function subjectOf(endpoint: Endpoint): "user" | "key" | null {
  const inPath = pathParameters(endpoint.path);
  if (inPath.includes("keyId")) return "key";
  const signsIn = endpoint.beginsSession === true && Object.keys(endpoint.input).length > 0;
  return inPath.includes("userId") || senderOf(endpoint) === "user" || signsIn ? "user" : null;
}

/** Whether an endpoint makes the user or the key that it is about. */
export const creates = (endpoint: Endpoint): boolean => endpoint.method === "POST" && subjectOf(endpoint) === null;

/** The endpoints that take their parameters from a body. */
export const takers: readonly Endpoint[] = endpoints.filter(({ method }) => method !== "GET");

/** What is asked with a body and leaves no more than a counted attempt. */
const stateless: ReadonlySet<string> = new Set(["usersCreateJWT", "usersVerifyPassword", "accountCreateJWT"]);

/** The endpoints that change rows. */
export const writes: readonly Endpoint[] = takers.filter(({ id }) => !stateless.has(id));
