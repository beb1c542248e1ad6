/**
 * Turns declared endpoints into routes: scope check, then validation, then the operation
 * (docs/spec/access.md#order-of-checks).
 */
import type { Context as HonoContext, Hono } from "hono";
import { type Config, hasMetChallenge, lacksFactor, serviceEmail } from "../domain/context/index.ts";
import { type Guess, openDevice, RateLimiter } from "../domain/limits/index.ts";
import { AppError } from "../errors/app-error.ts";
import { type Where, where } from "../lib/sql/index.ts";
import { users } from "../storage/schema/index.ts";
import { holdsOneOf, roleOf } from "./access.ts";
import type { AppEnv } from "./app-env.ts";
import type { EdgeConfig } from "./config.ts";
import { cookiesOf } from "./cookies.ts";
import { type Address, type Endpoint, refusesJwt, toPattern } from "./endpoint.ts";
import { type Deployment, hostsOf, type IsReserved } from "./hosts.ts";
import { parseInput } from "./input.ts";
import { RequestContext } from "./request-context.ts";
import { type ReservedIds, reservedIds } from "./reserved-ids.ts";
import { respond } from "./respond.ts";

/** Adds the routes of the endpoints. Paths with literal segments come first, because they take precedence over parameters. */
export function route(app: Hono<AppEnv>, config: EdgeConfig, endpoints: readonly Endpoint[]): void {
  const served = endpoints.flatMap((endpoint) =>
    addressesOf(endpoint).map((address) => ({ ...address, endpoint, literals: literalsOf(address.path) })),
  );
  // Derived when the first id is checked, to keep the start of an isolate fast.
  let reserved: ReservedIds | undefined;
  const isReserved: IsReserved = (name, id) =>
    (reserved ??= reservedIds(served)).get(name)?.has(id.toLowerCase()) === true;
  for (const { endpoint, method, path } of served.toSorted((a, b) => b.literals - a.literals)) {
    app.on(method, toPattern(path), async (c) => {
      assertScope(c, config, endpoint);
      assertServable(c, config, endpoint);
      return respond(c, endpoint, await answer(c, config, endpoint, isReserved));
    });
  }
}

/** The addresses of an endpoint, its own first. */
export const addressesOf = ({ aliases = [], method, path }: Endpoint): readonly Address[] => [
  { method, path },
  ...aliases,
];

/** The number of segments before the first parameter of a path. */
function literalsOf(path: string): number {
  const segments = path.split("/");
  const index = segments.findIndex((segment) => segment.startsWith("{"));
  return index === -1 ? segments.length : index;
}

/** @throws AppError `general_unauthorized_scope` */
function assertScope(c: HonoContext<AppEnv>, { projectId }: Config, endpoint: Endpoint): void {
  const caller = c.get("caller");
  if (holdsOneOf(caller, endpoint)) return;
  const name = caller.kind === "key" ? serviceEmail(projectId, c.get("url").hostname) : "User";
  throw new AppError(
    "general_unauthorized_scope",
    `${name} (role: ${roleOf(caller)}) missing scopes (${JSON.stringify(endpoint.scopes)})`,
  );
}

/**
 * @throws AppError `user_more_factors_required`, `general_resource_blocked`, and `user_blocked`, which also deletes the
 *   cookies so that another user can sign in with that browser
 */
function assertServable(c: HonoContext<AppEnv>, config: Config, endpoint: Endpoint): void {
  const caller = c.get("caller");
  if (caller.kind !== "user") return;
  if (!caller.user.status) {
    cookiesOf(c, config).end();
    throw new AppError("user_blocked");
  }
  if (!endpoint.servesIncomplete && lacksFactor(caller)) throw new AppError("user_more_factors_required");
  if (caller.jwt !== null && refusesJwt(endpoint, caller.jwt.sessionId)) throw new AppError("general_resource_blocked");
}

/**
 * Answers a request if the rate limits and the sign-in method of its endpoint allow it. The first batch of the operation
 * checks both. If the operation sends none, or the request is refused earlier, an empty batch does.
 * @throws AppError `general_rate_limit_exceeded`, `user_auth_method_unsupported`, before the errors of the endpoint
 *   itself
 */
async function answer(
  c: HonoContext<AppEnv>,
  config: EdgeConfig,
  endpoint: Endpoint,
  isReserved: IsReserved,
): Promise<unknown> {
  const limiter = limiterOf(c, config, endpoint);
  const db = c.get("db").openedBy(limiter);
  try {
    assertAdmitted(c, endpoint);
    const values = parseInput(c, deploymentOf(c, config), endpoint, isReserved);
    if (endpoint.guesses !== undefined) {
      limiter.guesses(await guessOf(c, config, endpoint.guesses, values[endpoint.guesses]));
    }
    return await endpoint.answer(values, new RequestContext(c, config, db, limiter, endpoint.id));
  } finally {
    await db.batch().run();
  }
}

function limiterOf(
  c: HonoContext<AppEnv>,
  config: Config,
  { authMethod, id, limits = [], method }: Endpoint,
): RateLimiter {
  const [caller, { ip }, now] = [c.get("caller"), c.get("client"), c.get("now")];
  const body = c.get("body");
  const sent = method === "GET" ? c.get("query") : body.ok ? body.value : {};
  const given = (name: string): unknown => c.req.param(name) ?? sent[name];
  const attempt = { requestId: c.get("requestId"), endpoint: id, limits, authMethod, caller, ip, given, now };
  return new RateLimiter(config, attempt, (headers) => {
    c.get("headers").set(headers);
  });
}

/** Picks the row of users that a parameter names. */
const namedBy: Readonly<Record<NonNullable<Endpoint["guesses"]>, (value: string) => Where<"users">>> = {
  email: (email) => where(users)`${users.email} = ${email}`,
  userId: (id) => where(users)`lower(${users.id}) = ${id.toLowerCase()} AND ${users.id} = ${id}`,
};

/** The guess of a request. @param value of the parameter that names the account, already valid */
async function guessOf(
  c: HonoContext<AppEnv>,
  config: Config,
  by: NonNullable<Endpoint["guesses"]>,
  value: unknown,
): Promise<Guess> {
  const [address, now, device] = [String(value), c.get("now"), cookiesOf(c, config).device];
  return {
    who: namedBy[by](address),
    address,
    ip: c.get("network"),
    device: device === undefined ? null : await openDevice(config, device, now),
    now,
  };
}

/** @throws AppError `user_session_already_exists`, `user_challenge_required` */
function assertAdmitted(c: HonoContext<AppEnv>, { beginsSession, needsChallenge }: Endpoint): void {
  const caller = c.get("caller");
  if (caller.kind !== "user") return;
  if (beginsSession) throw new AppError("user_session_already_exists");
  if (needsChallenge && !hasMetChallenge(caller, c.get("now"))) throw new AppError("user_challenge_required");
}

/** The project, and which apps may call it. */
const deploymentOf = (c: HonoContext<AppEnv>, config: EdgeConfig): Deployment => ({
  ...hostsOf(config, c.get("url")),
  projectId: config.projectId,
});
