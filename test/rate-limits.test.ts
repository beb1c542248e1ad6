/**
 * Rate limits (docs/spec/account.md#rate-limits). The endpoints and their subjects come from the declarations, the figures
 * do not.
 */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { bucketOf } from "../src/domain/limits/counter.ts";
import type { RateLimit } from "../src/domain/limits/index.ts";
import { parseConfig } from "../src/http/config.ts";
import type { Endpoint } from "../src/http/endpoint.ts";
import { bearing, beginSession, createJwt, createPerson, createToken, guest, withJwt } from "./harness/account.ts";
import { caseOf, operations } from "./harness/cases/index.ts";
import { nothing, type Scene } from "./harness/cases/scene.ts";
import { password } from "./harness/cases/values.ts";
import { type Answer, appWith, call, type CallOptions } from "./harness/client.ts";
import { holdClock, noon, setClock } from "./harness/clock.ts";
import { rows } from "./harness/database.ts";
import { createKey } from "./harness/keys.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { arm, ask, prepare, requestOf, senderOf } from "./harness/requests.ts";
import { fresh } from "./harness/users.ts";

holdClock();
beforeEach(() => rows("DELETE FROM rate_limits"));

test("The endpoints declare the documented limits, and no other endpoint is limited", () => {
  const limitsOf = ({ guesses, limits }: Pick<Endpoint, "guesses" | "limits">, { id }: Endpoint) =>
    limits || guesses ? [[id, limits, guesses]] : [];
  expect(operations.flatMap((endpoint) => limitsOf(endpoint, endpoint))).toEqual(
    operations.flatMap((endpoint) => limitsOf(caseOf(endpoint), endpoint)),
  );
});

/**
 * The endpoints with limits, each tested for all of its limits, which differ in their subject. Limits that count users
 * only, on endpoints that keys call here, are not among them: test/teams/invite.test.ts has that one, and
 * test/attacks/filling-the-database.test.ts those of teams and those that endpoints share.
 */
const limited = operations.flatMap((endpoint) => {
  const [limit] = endpoint.limits ?? [];
  if (limit === undefined || (senderOf(endpoint) === "key" && limit.limitsKeys !== true)) return [];
  if (limit.shared !== undefined) return [];
  return [{ id: endpoint.id, endpoint, limit }];
});

/** The expected values of the endpoint's counters, if all are the same. */
const each = <T>({ limits = [] }: Endpoint, count: T): readonly T[] => limits.map(() => count);

const home = "203.0.113.1";
const elsewhere = "203.0.113.2";

/** The subject of an endpoint's request. Requests that prepare it, such as an invitation, are not counted. */
async function stage(endpoint: Endpoint, subject: string): Promise<Scene> {
  const scene = await prepare(endpoint, subject);
  await rows("DELETE FROM rate_limits");
  return scene;
}

/** Sends a valid request from an address. */
const attempt = (endpoint: Endpoint, scene: Scene, ip = home, options: CallOptions = {}): Promise<Answer> =>
  ask(endpoint, scene, { ...options, headers: { "cf-connecting-ip": ip, ...options.headers } });

/** Sends a request whose parameters are invalid, except those that select the counter. */
function attemptInvalid(endpoint: Endpoint, scene: Scene, options: CallOptions = {}): Promise<Answer> {
  const { method, path, body, sender } = requestOf(endpoint, scene);
  const isCountedById = endpoint.limits?.some(({ by }) => by.includes("userId"));
  const query = method === "GET" ? "?success=nowhere" : "";
  return call(method, path.replace(scene.session.id, "_invalid") + query, {
    ...sender,
    body: body && {
      ...body,
      ...(isCountedById ? {} : { userId: "" }),
      password: "",
      secret: "",
      duration: "long",
      factor: "",
      otp: "",
      url: "",
    },
    ...options,
    headers: { ...sender.headers, "cf-connecting-ip": home, ...options.headers },
  });
}

/** The subject of the next request: the same user, with another session where the last one may have ended. */
const again = async (endpoint: Endpoint, { challenge, id }: Scene): Promise<Scene> =>
  senderOf(endpoint) === "user" ? { ...(await arm(endpoint, id)), challenge } : { ...nothing, id };

/** The counters of the network's guesses in this hour and the next, which wrong codes increase as well. */
const guessBuckets = (): readonly string[] => {
  const config = parseConfig(env);
  if (!config.ok) throw new Error(config.error);
  const { value } = config;
  return [1, 2].map((hours) => bucketOf(value, ["guesses", "network", noon + hours * 3_600_000, home]));
};
const isOwn = "bucket NOT IN (?, ?)";

/** Sets the existing counters: those of one request. */
async function setCount(count: number, counters = 1): Promise<void> {
  const set = await rows(`UPDATE rate_limits SET count = ? WHERE ${isOwn} RETURNING bucket`, count, ...guessBuckets());
  expect(set).toHaveLength(counters);
}

const countsOf = async () =>
  (await rows(`SELECT count FROM rate_limits WHERE ${isOwn} ORDER BY count`, ...guessBuckets())).map(
    ({ count }) => count,
  );

/** The rate-limit headers of an answer. */
const told = ({ headers }: Answer) => ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`));

/** The end of the window in which a test begins, in seconds since the Unix epoch: a window starts at noon. */
const reset = ({ window }: RateLimit) => String(noon / 1_000 + window);

const headersOf = (limit: RateLimit, remaining: number) => [String(limit.max), String(remaining), reset(limit)];

describe.each(limited)("$id", ({ endpoint, limit }) => {
  const { max, window } = limit;
  const counters = each(endpoint, 0).length;
  const takesParameters = Object.keys(endpoint.input).length > 0;

  test("states the limit, the remainder and the reset", async () => {
    const answer = await attempt(endpoint, await stage(endpoint, fresh()));
    expect(answer.status).toBe(endpoint.status);
    expect(told(answer)).toEqual(headersOf(limit, max - 1));
  });

  test(`is served exactly ${max} times until the window ends`, async () => {
    const scene = await stage(endpoint, fresh());
    const first = takesParameters ? await attemptInvalid(endpoint, scene) : await attempt(endpoint, scene);
    expect(first.status).toBe(takesParameters ? 400 : endpoint.status);
    expect(told(first)).toEqual(headersOf(limit, max - 1));
    expect(await countsOf()).toEqual(each(endpoint, 1));

    await setCount(max - 1, counters);
    const last = await attempt(endpoint, await again(endpoint, scene));
    expect(last.status).not.toBe(429);
    expect(told(last)).toEqual(headersOf(limit, 0));

    if (limit.resets) await attemptInvalid(endpoint, scene);
    await setCount(max, counters);
    const next = await again(endpoint, scene);
    const refused = await attempt(endpoint, next);
    expectRefusal(refused, "general_rate_limit_exceeded");
    expect(told(refused)).toEqual(headersOf(limit, 0));
    expect(await countsOf()).toEqual(each(endpoint, max + 1));

    setClock(window * 1_000 - 1);
    expect((await attempt(endpoint, next)).status).toBe(429);
    setClock(window * 1_000);
    const later = await attempt(endpoint, await again(endpoint, scene));
    expect(later.status).not.toBe(429);
    expect(told(later)).toEqual([String(max), String(max - 1), String(noon / 1_000 + 2 * window)]);
  });

  test("counts by its declared subject only", async () => {
    const [one, other] = [await stage(endpoint, fresh()), await stage(endpoint, fresh())];
    await attemptInvalid(endpoint, one);
    const limits = endpoint.limits ?? [];
    const byAddress = limits.every(({ by }) => by.includes("ip"));
    const byPerson = limits.every(({ by }) => by.some((by) => by !== "ip"));

    const moved = await attemptInvalid(endpoint, await again(endpoint, one), {
      headers: { "cf-connecting-ip": elsewhere },
    });
    expect(told(moved)).toEqual(headersOf(limit, byAddress ? max - 1 : max - 2));
    const somebodyElse = await attemptInvalid(endpoint, other);
    expect(told(somebodyElse)).toEqual(headersOf(limit, byPerson ? max - 1 : max - 2));
  });

  test("stores neither addresses nor names of its subjects", async () => {
    await attemptInvalid(endpoint, await stage(endpoint, fresh()));
    expect(await rows("SELECT * FROM rate_limits")).toEqual(
      each(endpoint, {
        bucket: expect.stringMatching(/^[0-9a-f]{64}$/),
        count: 1,
        attempt: expect.stringMatching(/^[0-9a-f-]{36}$/),
        expire: noon + window * 1_000,
      }),
    );
  });
});

describe.each(limited.filter(({ endpoint }) => Object.keys(endpoint.input).length > 0))(
  "$id",
  ({ endpoint, limit }) => {
    test("is refused for the limit, not for its parameters", async () => {
      const scene = await stage(endpoint, fresh());
      await attemptInvalid(endpoint, scene);
      await setCount(limit.max, each(endpoint, 0).length);
      expectRefusal(await attemptInvalid(endpoint, await again(endpoint, scene)), "general_rate_limit_exceeded");
    });
  },
);

describe.each(limited.filter(({ endpoint }) => endpoint.beginsSession))("$id", ({ endpoint, limit }) => {
  test("is refused for the limit rather than for the active session, and counts the attempt", async () => {
    const scene = await stage(endpoint, fresh());
    const { secret } = await beginSession((await createPerson()).userId);
    const session = { headers: { "x-appwrite-session": secret } };
    expectRefusal(await attempt(endpoint, scene, home, session), "user_session_already_exists");
    expect(await countsOf()).toEqual([1]);
    await setCount(limit.max);
    expectRefusal(await attempt(endpoint, scene, home, session), "general_rate_limit_exceeded");
  });
});

describe.each(limited.filter(({ endpoint, limit }) => senderOf(endpoint) === "guest" && !limit.limitsKeys))(
  "$id by a key",
  ({ endpoint, limit }) => {
    const asKey: CallOptions = { key: env.API_KEY };

    test("is not counted, and is served where a guest is limited; it gets the headers of a guest", async () => {
      const scene = await stage(endpoint, fresh());
      await attemptInvalid(endpoint, scene);
      await setCount(limit.max, each(endpoint, 0).length);
      expectRefusal(await attempt(endpoint, scene), "general_rate_limit_exceeded");
      const before = await countsOf();
      const answer = await attempt(endpoint, scene, home, asKey);
      expect(answer.status).toBe(endpoint.status);
      expect(told(answer)).toEqual(headersOf(limit, 0));
      expect(await countsOf()).toEqual(before);
    });
  },
);

describe.each(limited.filter(({ limit }) => limit.resets))("$id, which resets", ({ endpoint, limit }) => {
  test("starts over after a success, and only then", async () => {
    const scene = await stage(endpoint, fresh());
    await attemptInvalid(endpoint, scene);
    await setCount(limit.max - 1);
    const answer = await attempt(endpoint, scene);
    expect(answer.status).toBe(endpoint.status);
    expect(told(answer)).toEqual(headersOf(limit, 0));
    expect(await countsOf()).toEqual([]);
    expect(told(await attemptInvalid(endpoint, scene))).toEqual(headersOf(limit, limit.max - 1));
  });
});

describe.each(limited.filter(({ endpoint }) => endpoint.aliases))("$id at its other address", ({ endpoint, limit }) => {
  test("is counted together with the first", async () => {
    const scene = await stage(endpoint, fresh());
    await attemptInvalid(endpoint, scene);
    const remaining = [];
    for (const address of endpoint.aliases ?? []) {
      remaining.push(told(await attemptInvalid({ ...endpoint, ...address }, scene)));
    }
    expect(remaining).toEqual([headersOf(limit, limit.max - 2)]);
  });
});

const signIn = (email: string, password: string, options: CallOptions = guest()) =>
  call("POST", "/account/sessions/email", { ...options, body: { email, password } });

const wrong = `not ${password}`;

describe("A guessing client", () => {
  test("passwords does not affect open sessions", async () => {
    const { email, userId } = await createPerson();
    const { secret } = await beginSession(userId);
    for (let i = 1; i <= 11; i++) await signIn(email, wrong);
    expect((await call("GET", "/account", bearing(secret))).status).toBe(200);
  });

  test("a token has ten tries an hour from an address, over all spellings of the id", async () => {
    const { userId } = await createPerson();
    const redeem = (id: string, secret: string) =>
      call("POST", "/account/sessions/token", { ...at, body: { userId: id, secret } });
    const at = guest();
    for (let i = 1; i <= 10; i++) {
      expectRefusal(await redeem(i % 2 === 0 ? userId : userId.toUpperCase(), "wrong"), "user_invalid_token");
    }
    expectRefusal(await redeem(userId, await createToken(userId)), "general_rate_limit_exceeded");
  });
});

test("JWTs are counted for their user, with any other credentials", async () => {
  const { userId } = await createPerson();
  const { secret } = await beginSession(userId);
  const create = (options: CallOptions) => call("POST", "/account/jwts", { ...options, body: {} });
  const answers = [await create(bearing(secret)), await create(bearing((await beginSession(userId)).secret))];
  answers.push(await create(withJwt(await createJwt(userId))));
  expect(answers.map(({ headers, status }) => [status, headers.get("x-ratelimit-remaining")])).toEqual([
    [201, "119"],
    [201, "118"],
    [403, "117"],
  ]);
});

describe("A refusal ahead of the limit is not counted", () => {
  test.each(limited.filter(({ endpoint }) => !endpoint.scopes.includes("public")))(
    "$id without the scope",
    async ({ endpoint }) => {
      const { method, path, body } = requestOf(endpoint, nothing);
      const answer = await call(method, path, {
        ...(senderOf(endpoint) === "guest" ? { key: await createKey() } : guest()),
        body,
      });
      expectRefusal(answer, "general_unauthorized_scope");
      expect(told(answer)).toEqual([null, null, null]);
      expect(await countsOf()).toEqual([]);
    },
  );
});

describe("RATE_LIMITS", () => {
  const signUp = (fetch: (request: Request) => Promise<Response>) =>
    call("POST", "/account", { ...guest({ "cf-connecting-ip": home }), fetch, body: {} });

  test.each([
    [0.01, 1],
    [0.25, 3],
    ["0.5", 5],
    [1, 10],
    ["", 10],
    [2, 20],
    ["1000", 10_000],
  ])("of %j scales a limit of ten to %d", async (RATE_LIMITS, max) => {
    const fetch = appWith({ RATE_LIMITS });
    const first = await signUp(fetch);
    expect(first.status).toBe(400);
    expect(told(first)).toEqual([String(max), String(max - 1), String(noon / 1_000 + 3_600)]);
    await setCount(max - 1);
    expect((await signUp(fetch)).status).toBe(400);
    expectRefusal(await signUp(fetch), "general_rate_limit_exceeded");
  });

  test.each(["off", "0"])("of %j counts no request, sends no header and refuses no caller", async (RATE_LIMITS) => {
    const fetch = appWith({ RATE_LIMITS });
    for (let i = 1; i <= 11; i++) {
      const answer = await signUp(fetch);
      expect(answer.status).toBe(400);
      expect(told(answer)).toEqual([null, null, null]);
    }
    expect(await countsOf()).toEqual([]);
  });
});

/** Operations whose writes share a batch with the attempt count. */
const countedAlong = new Set([
  "accountDeleteSession",
  "accountDeleteSessions",
  "accountUpdateSession",
  "accountUpdateMFA",
  "accountUpdateMfaRecoveryCodes",
  "accountCreateMfaAuthenticator",
]);

test.each(operations.filter(({ id }) => countedAlong.has(id)))(
  "$id writes nothing beyond its limit",
  async (endpoint) => {
    const [first, second] = [await stage(endpoint, fresh()), await stage(endpoint, fresh())];
    expect((await attempt(endpoint, first)).status).toBeLessThan(300);
    await rows("UPDATE rate_limits SET count = 1000");
    const written = () =>
      rows("SELECT (SELECT count(*) FROM logs) AS logs, (SELECT group_concat(expire) FROM sessions) AS sessions");
    const before = await written();
    const isCountedByUser = endpoint.limits?.some(({ by }) => by.includes("caller"));
    expectRefusal(await attempt(endpoint, isCountedByUser ? first : second), "general_rate_limit_exceeded");
    expect(await written()).toEqual(before);
  },
);
