/** One request of every endpoint that succeeds, for the tables that go over all of them. */
import { endpoints } from "../../src/app.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";
import { formats } from "../../src/passwords/registry.ts";
import { vectors } from "../../src/passwords/vectors/index.ts";

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

/** The bodies, by endpoint id. Updates change what they are about. */
const bodies: Readonly<Record<string, (userId: string) => object>> = {
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

/**
 * A request that the endpoint answers with its status, when asked once.
 * @param userId a user who is not there when the endpoint creates one, and is there in all other cases
 */
export function requestOf({ id, method, path }: Endpoint, userId: string): ValidRequest {
  const body = bodies[id]?.(userId);
  if (body === undefined && method !== "GET" && method !== "DELETE") throw new Error(`Give ${id} a body.`);
  return { method, path: path.replace("{userId}", userId), ...(body !== undefined && { body }) };
}

/** Whether an endpoint makes the user that it is about. */
export const creates = ({ method }: Endpoint): boolean => method === "POST";

/** The endpoints that write. */
export const writes: readonly Endpoint[] = endpoints.filter(({ method }) => method !== "GET");
