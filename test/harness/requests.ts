/** One request of every endpoint that succeeds, for the tables that go over all of them. */
import { endpoints } from "../../src/app.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { formats } from "../../src/passwords/registry.ts";
import { vectors } from "../../src/passwords/vectors/index.ts";
import { call } from "./client.ts";

export interface ValidRequest {
  readonly method: string;
  /** Below /v1. */
  readonly path: string;
  readonly body?: object;
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

const password = "correct horse battery staple";

/** Half a minute from now: what a key may give that lives for longer. */
const soon = () => new Date(Date.now() + 30_000).toISOString();

/** A key within what any key may make that may make keys at all, and that lives for a minute. */
export const newKey = (keyId: string) => ({ keyId, name: "Deploy", scopes: ["keys.write"], expire: soon() });

/** The bodies, by endpoint id. Updates change what they are about. */
const bodies: Readonly<Record<string, (id: string) => object>> = {
  projectCreateKey: newKey,
  projectCreateEphemeralKey: () => ({ scopes: ["keys.write"], duration: 30 }),
  projectUpdateKey: () => ({ name: "Deploy, narrowed", scopes: [], expire: soon() }),
  usersCreate: (userId) => ({ ...newUser(userId), password }),
  ...Object.fromEntries(formats.map(({ hash, operation }) => [importId(operation), importBody(hash)])),
  usersUpdateStatus: () => ({ status: false }),
  usersUpdateLabels: () => ({ labels: ["vip", "beta"] }),
  usersUpdateName: () => ({ name: "Grace Hopper" }),
  usersUpdatePassword: () => ({ password }),
  usersUpdateEmail: (userId) => ({ email: `${userId}@post.example` }),
  usersUpdatePhone: (userId) => ({ number: phoneOf(`${userId} moved`) }),
  usersUpdateEmailVerification: () => ({ emailVerification: true }),
  usersUpdatePhoneVerification: () => ({ phoneVerification: true }),
  usersUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  usersUpdateImpersonator: () => ({ impersonator: true }),
};

function importId(operation: string): string {
  return `users${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;
}

function importBody(hash: string): (userId: string) => object {
  const vector = vectors.find((list) => list.hash === hash)?.right[0];
  if (vector === undefined) throw new Error(`No vector of ${hash}.`);
  return (userId) => {
    const { email, name } = newUser(userId);
    return { userId, email, name, password: vector.encoded, ...vector.values };
  };
}

/** The parameter in a path that says what the endpoint is about. */
const idParameter = /\{(?<noun>user|key)Id\}/;

/**
 * A request that the endpoint answers with its status, when asked once.
 * @param id of the user or the key that it is about: none has it yet when the endpoint creates one, one has it otherwise
 */
export function requestOf({ id: operation, method, path }: Endpoint, id: string): ValidRequest {
  const body = bodies[operation]?.(id);
  if (body === undefined && method !== "GET" && method !== "DELETE") throw new Error(`Give ${operation} a body.`);
  return { method, path: path.replace(idParameter, id), ...(body !== undefined && { body }) };
}

/** Makes what a request of the endpoint is about, where it is about something that is there. */
export async function prepare({ path }: Endpoint, id: string): Promise<void> {
  const noun = idParameter.exec(path)?.groups?.["noun"];
  if (noun === "user") await call("POST", "/users", { body: newUser(id) });
  if (noun === "key") await call("POST", "/project/keys", { body: newKey(id) });
}

/** Whether an endpoint makes the user or the key that it is about. */
export const creates = ({ method }: Endpoint): boolean => method === "POST";

/** The endpoints that take their parameters from a body. */
export const takers: readonly Endpoint[] = endpoints.filter(({ method }) => method !== "GET");

/** The endpoints that change rows. */
export const writes: readonly Endpoint[] = takers;
