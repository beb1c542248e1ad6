/**
 * Secrets are not stored (docs/decisions/0011-promises.md#secrets-at-rest). One run over every endpoint, then a search
 * of all that is left of it: every cell of D1, every key, value and metadata of KV, every line of the log.
 */
import { createHash, randomBytes } from "node:crypto";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as v from "valibot";
import { cronLimits, deliverEvents } from "../../src/flows/events/deliver.ts";
import { parseConfig } from "../../src/http/config.ts";
import { deriveKey, type Purpose } from "../../src/lib/crypto/derive.ts";
import { formats } from "../../src/lib/passwords/registry.ts";
import { Database } from "../../src/storage/database.ts";
import { bearing, cookieOf, guest, succeed, withJwt } from "../harness/account.ts";
import { caseOf, operations } from "../harness/cases/index.ts";
import { nothing } from "../harness/cases/scene.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { answerAsGitHub, asked, codeFor, isGitHub, refresh } from "../harness/github.ts";
import { makeIdentity } from "../harness/identities.ts";
import { serveOn } from "../harness/kv.ts";
import { oauth2Cases } from "../harness/oauth2-kinds.ts";
import { kindCases, leastOf } from "../harness/provider-kinds.ts";
import { ask as send, prepare, requestOf } from "../harness/requests.ts";
import { fresh } from "../harness/users.ts";
import { otpAt } from "../mfa/otp.ts";
import { vectors } from "../passwords/vectors/index.ts";
import { type Field, fieldsOf, headerNames } from "./exchanges.ts";
import { findTraces, spellings, type Text } from "./traces.ts";

/** The values that must not be found anywhere, by name. */
const secrets = new Map<string, string>();

/** Records a secret to look for. @returns the secret */
function keep(name: string, secret: unknown): string {
  const text = v.parse(v.pipe(v.string(), v.minLength(6)), secret);
  secrets.set(name, text);
  return text;
}

/** Records the secret of a session, as presented and as hashed. */
function keepSession(name: string, value: string): CallOptions {
  const { secret } = v.parse(v.object({ secret: v.string() }), JSON.parse(atob(value)));
  secrets.set(`${name}, as it is presented`, value.slice(-64));
  keep(name, secret);
  return bearing(value);
}

/** Records the signature of a JWT, which is its only secret part. */
function keepJwt(name: string, jwt: unknown): CallOptions {
  const text = v.parse(v.string(), jwt);
  keep(name, text.slice(text.lastIndexOf(".") + 1));
  return withJwt(text);
}

const previous = keep("SECRET_KEY_PREVIOUS", randomBytes(32).toString("hex"));
const webhookSecret = keep("MESSAGES_WEBHOOK_SECRET", randomBytes(32).toString("hex"));
const bindings = {
  SECRET_KEY_PREVIOUS: previous,
  // The outbox prints and keeps messages on purpose, and no deployment has one.
  MESSAGES_OUTBOX: "off",
  MESSAGES_WEBHOOK_URL: "https://app.example/messages",
  MESSAGES_WEBHOOK_SECRET: webhookSecret,
};
const serve = serveOn(env.KV, bindings);

/** The fields of all requests that succeeded, and of their answers. */
const exchanged: Field[] = [];

/** Answers a request, and records both if it succeeds. */
async function fetch(request: Request): Promise<Response> {
  const asked = request.clone();
  const response = await serve(request);
  if (response.status < 400) exchanged.push(...(await fieldsOf(asked, response.clone())));
  return response;
}

/** The requests to the providers and the webhook. */
const posted: string[] = [];
/** Whether the providers and the webhook are down, so that messages stay pending. */
let isDown = false;

/** A delivery of an event. */
interface Payload extends Text {
  /** Every pattern that matches the event, its name first. */
  readonly patterns: readonly string[];
}

/** The payloads of the events' webhooks. */
const payloads: Payload[] = [];

/** Records a delivery of an event. */
async function takePayload(request: Request): Promise<Response> {
  const patterns = (request.headers.get("x-appwrite-webhook-events") ?? "").split(",");
  payloads.push({ place: `the payload of ${patterns[0] ?? ""}`, text: await request.text(), patterns });
  return new Response(null, { status: 204 });
}

/** Delivers all events to the webhook of this file: often, while their subjects still exist. */
async function deliverAll(): Promise<void> {
  const config = parseConfig({ ...env, ...bindings });
  if (!config.ok) throw new Error(config.error);
  let report;
  do {
    report = await deliverEvents(config.value, new Database(env.DB), cronLimits);
  } while (report.delivered > 0);
}

/** Records the secret of the last message: of a link, or a code. @returns it */
function keepSent(name: string): string {
  const text = decodeURIComponent(posted.at(-1) ?? "");
  return keep(name, (/[?&]secret=([0-9a-f]+)/.exec(text) ?? /\b(\d{6})\b/.exec(text))?.[1]);
}

/** Where the secrets of the deployment come in. */
function keepConfiguration(): void {
  keep("API_KEY", env.API_KEY);
  keep("SECRET_KEY", env.SECRET_KEY);
  const purposes: readonly Purpose[] = [
    "ephemeral-keys",
    "invitations",
    "jwts",
    "oauth2-flows",
    "rate-limits",
    "seal",
    "tokens",
  ];
  for (const purpose of purposes) {
    for (const secret of [env.SECRET_KEY, previous]) {
      const name = `The key for ${purpose}${secret === previous ? ", the previous one" : ""}`;
      keep(name, Buffer.from(deriveKey(Buffer.from(secret, "hex"), purpose)).toString("hex"));
    }
  }
}

/** The answers of reads. */
const shown: Text[] = [];

async function ask(status: number, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const answer = await succeed(call(method, path, { ...options, fetch }), status);
  if (method === "GET") show(path, answer);
  return answer;
}

function show(path: string, { headers, text }: Answer): void {
  shown.push({ place: `the answer of GET ${path}`, text: `${JSON.stringify([...headers])} ${text}` });
}

/** Sends a request whose answer shows a secret on purpose. */
const reveal = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  succeed(call(method, path, { ...options, fetch }), 200);

/** Records the recovery codes in an answer. @returns the first */
function keepCodes(name: string, { body }: Answer): string {
  const codes = v.parse(v.pipe(v.array(v.string()), v.length(6)), body["recoveryCodes"]);
  for (const [index, code] of codes.entries()) keep(`${name}, number ${index + 1}`, code);
  return String(codes[0]);
}

/** Records every secret text in a provider's credentials. */
function keepCredentials(name: string, credentials: unknown): void {
  if (typeof credentials === "string" && /^(?:hush|secret|-----BEGIN)/.test(credentials))
    secrets.set(name, credentials);
  if (typeof credentials !== "object" || credentials === null) return;
  for (const [field, value] of Object.entries(credentials)) keepCredentials(`${name}, ${field}`, value);
}

/** The remaining values of the run so far, cell by cell. */
async function leftovers(when: string): Promise<readonly Text[]> {
  const cells = Object.entries(await dump()).flatMap(([table, rows]) =>
    rows.flatMap((row) =>
      Object.entries(row).map(([column, value]) => ({ place: `${table}.${column} ${when}`, text: String(value) })),
    ),
  );
  const { keys, list_complete: isComplete } = await env.KV.list();
  if (!isComplete) throw new Error("KV has more keys than one page.");
  const bodies = keys.map(async ({ name, metadata }) => [
    { place: `a key of KV ${when}`, text: name },
    { place: `a value of KV ${when}`, text: String(await env.KV.get(name)) },
    { place: `metadata of KV ${when}`, text: JSON.stringify(metadata ?? null) },
  ]);
  return [...cells, ...(await Promise.all(bodies)).flat()];
}

const lines: string[] = [];
const living: Text[] = [];
const left: Text[] = [];

/** The endpoints that have succeeded, according to the log. */
const succeeded = () =>
  new Set(
    lines
      .filter((line) => line.includes('"route":'))
      .map((line) => JSON.parse(line) as { readonly method: string; readonly route: string; readonly status: number })
      .filter(({ status }) => status < 400)
      .map(({ method, route }) => `${method} ${route}`),
  );

/** Every policy, every way to sign in, every kind of provider, every provider of OAuth2. */
async function runProject(): Promise<void> {
  const settings = operations.filter(({ path }) => /^\/project\/(?:policies|auth-methods)/.test(path));
  for (const endpoint of settings) {
    const { body, method, path } = requestOf(endpoint, nothing);
    await ask(endpoint.status, method, path, { body });
  }
  for (const kind of kindCases) {
    const { changed, credentials, provider } = kind;
    keepCredentials(`A credential of ${provider}`, credentials);
    keepCredentials(`A later credential of ${provider}`, changed.credentials);
    const body = { providerId: `by-${provider}`, name: "Post", ...leastOf(kind), ...credentials, ...kind.options };
    await ask(201, "POST", `/messaging/providers/${provider}`, { body });
    await ask(200, "PATCH", `/messaging/providers/${provider}/by-${provider}`, { body: changed.credentials });
    await ask(200, "GET", `/messaging/providers/by-${provider}`);
  }
  await ask(200, "GET", "/messaging/providers");
  for (const { changed, id, secrets, shown } of oauth2Cases) {
    keepCredentials(`A secret of ${id}`, secrets);
    keepCredentials(`A later secret of ${id}`, changed.secrets);
    await ask(200, "PATCH", `/project/oauth2/${id}`, { body: { ...shown, ...secrets } });
    await ask(200, "PATCH", `/project/oauth2/${id}`, { body: changed.secrets });
    await ask(200, "GET", `/project/oauth2/${id}`);
  }
  await ask(200, "GET", "/project/oauth2");
}

/** Provider sign-ins: for a session, whose tokens are refreshed; for a token; and one that is never completed. */
async function runSignIns(): Promise<void> {
  const lead = (method: string, path: string, options: CallOptions = {}) =>
    succeed(call(method, path, { ...guest(), ...options, fetch }), method === "GET" ? 301 : 303);
  const leadsTo = ({ headers }: Answer) => new URL(headers.get("location") ?? "");
  const setOut = async (name: string, kind: string) => {
    const begun = await lead("GET", `/account/${kind}/oauth2/github?success=http://localhost/in`);
    const [cookie = ""] = (begun.headers.getSetCookie()[0] ?? "").split(";");
    keep(`The browser's cookie of ${name}`, cookie.split("=")[1]);
    return { cookie, state: keep(`The state of ${name}`, leadsTo(begun).searchParams.get("state")) };
  };
  const tokensOf = (name: string) => ({
    access_token: keep(`An access token of ${name}`, `hush-${randomBytes(20).toString("hex")}`),
    refresh_token: keep(`A refresh token of ${name}`, `hush-${randomBytes(20).toString("hex")}`),
  });
  const comeBack = async (name: string, kind: string, method: string): Promise<Answer> => {
    const { cookie, state } = await setOut(name, kind);
    const code = keep(`The code of ${name}`, codeFor({ id: 7, email: "gil@mail.example" }, tokensOf(name)));
    const path = `/account/sessions/oauth2/callback/github/${env.PROJECT_ID}`;
    const back = method === "GET" ? `${path}?state=${state}&code=${code}` : path;
    const { pathname, search } = leadsTo(await lead(method, back, method === "GET" ? {} : { body: { state, code } }));
    const answer = await lead("GET", pathname.replace("/v1", "") + search, { headers: { cookie } });
    keep(`The verifier of ${name}`, asked.at(-1)?.get("code_verifier"));
    return answer;
  };

  const gil = keepSession("A session by a provider", cookieOf(await comeBack("a sign-in", "sessions", "POST")));
  refresh.answer = () => Promise.resolve(Response.json({ token_type: "bearer", ...tokensOf("a session then") }));
  await succeed(call("PATCH", "/account/sessions/current", { ...gil, fetch }), 200);
  const given = leadsTo(await comeBack("a sign-in for a token", "tokens", "GET")).searchParams;
  const body = { userId: given.get("userId"), secret: keep("A token by a provider", given.get("secret")) };
  const redeemed = await succeed(call("POST", "/account/sessions/token", { ...guest(), body, fetch }), 201);
  keepSession("A session by a provider's token", cookieOf(redeemed));
  for (const page of ["success", "failure"]) {
    // The page leads back to the app with the parameters of its own address.
    await reveal("GET", `/account/oauth2/${page}?secret=${body.secret}`, { key: null });
  }
  await setOut("a sign-in that goes on", "sessions");
}

/** The provider's tokens of a user, which the user and keys see. */
async function runIdentities(eve: CallOptions): Promise<void> {
  const accessToken = keep("An access token", randomBytes(32).toString("hex"));
  const refreshToken = keep("A refresh token", randomBytes(32).toString("hex"));
  await makeIdentity("eve", { id: "eve-google", provider: "google", accessToken, refreshToken });
  await makeIdentity("eve", { id: "eve-github", accessToken });
  await reveal("GET", "/users/identities");
  await reveal("GET", "/account/identities", eve);
}

/** Further factors, of the user `ada` by the server, of the user `eve` by themselves; and their devices. */
async function runFactors(ada: CallOptions, eve: CallOptions): Promise<void> {
  await ask(200, "PATCH", "/users/ada/mfa", { body: { mfa: false } });
  keepCodes("A recovery code of the server's", await ask(201, "PATCH", "/users/ada/mfa/recovery-codes"));
  keepCodes("A recovery code of the server's then", await ask(200, "PUT", "/users/ada/mfa/recovery-codes"));
  await reveal("GET", "/users/ada/mfa/recovery-codes");
  await ask(200, "GET", "/users/ada/mfa/factors");
  await ask(201, "POST", "/users/ada/targets", {
    body: { targetId: "pad", providerType: "push", identifier: "ada's pad" },
  });
  await ask(200, "PATCH", "/users/ada/targets/pad", { body: { identifier: "ada's new pad" } });
  await ask(200, "GET", "/users/ada/targets");
  await ask(200, "GET", "/users/ada/targets/pad");
  const unverified = await ask(200, "POST", "/account/mfa/authenticators/totp", ada);
  keep("The secret of an app that is not verified", unverified.body["secret"]);

  const app = await ask(200, "POST", "/account/mfa/authenticators/totp", eve);
  const otp = otpAt(keep("The secret of an app", app.body["secret"]), Date.now());
  await ask(200, "PUT", "/account/mfa/authenticators/totp", {
    ...eve,
    body: { otp: keep("A one-time password", otp) },
  });
  const code = keepCodes("A recovery code", await ask(201, "POST", "/account/mfa/recovery-codes", eve));
  const challenge = async (factor: string) =>
    String((await ask(201, "POST", "/account/mfa/challenges", { ...eve, body: { factor } })).body["$id"]);
  const answer = (status: number, challengeId: string, otp: string) =>
    ask(status, "PUT", "/account/mfa/challenges", { ...eve, body: { challengeId, otp } });
  const codeOf = async (name: string, challengeId: string) =>
    keep(name, (await reveal("GET", `/users/eve/mfa/challenges/${challengeId}`)).body["code"]);
  await answer(200, await challenge("recoveryCode"), code);
  await reveal("GET", "/account/mfa/recovery-codes", eve);
  keepCodes("A recovery code then", await ask(200, "PATCH", "/account/mfa/recovery-codes", eve));
  const custom = await challenge("custom");
  const right = await codeOf("A code of a challenge", custom);
  await answer(401, custom, keep("A wrong answer", "Kuckuckskuckuck"));
  await answer(200, custom, right);
  await codeOf("A code of a challenge that is not answered", await challenge("custom"));
  await ask(200, "PATCH", "/account/mfa", { ...eve, body: { mfa: true } });
  await ask(200, "GET", "/account/mfa/factors", eve);
  await ask(201, "POST", "/account/targets/push", { ...eve, body: { targetId: "phone", identifier: "eve's phone" } });
  await ask(200, "PUT", "/account/targets/phone/push", { ...eve, body: { identifier: "eve's new phone" } });
  await ask(200, "GET", "/account/logs", eve);
  await ask(200, "GET", "/users/ada/logs");
}

/** The messages to users, by a provider and by the webhook: each is redeemed once, and left alone once. */
async function runMessages(): Promise<void> {
  const url = "http://localhost/";
  const [email, phone] = ["ida@mail.example", "+4915112345671"];
  const send = async (name: string, path: string, body: object, caller = guest()): Promise<string> => {
    await ask(201, "POST", `/account/${path}`, { ...caller, body });
    return keepSent(name);
  };
  const redeem = (status: number, path: string, body: object, caller = guest()) =>
    ask(status, "PUT", `/account/${path}`, { ...caller, body: { userId: "ida", ...body } });

  await ask(201, "POST", "/users", { body: { userId: "ida", email, phone } });
  for (const is of ["by a provider", "by the webhook"]) {
    const code = await send(`A mailed code ${is}`, "tokens/email", { userId: "ida", email, phrase: true });
    const ida = keepSession(
      `A session by a mailed code ${is}`,
      cookieOf(await redeem(201, "sessions/token", { secret: code })),
    );
    const magic = await send(`A mailed link ${is}`, "tokens/magic-url", { userId: "ida", email });
    keepSession(`A session by link ${is}`, cookieOf(await redeem(201, "sessions/magic-url", { secret: magic })));
    await send(`A mailed link that is not followed ${is}`, "tokens/magic-url", { userId: "ida", email });

    const short = await send(`A code by text message ${is}`, "tokens/phone", { userId: "ida", phone });
    keepSession(`A session by text message ${is}`, cookieOf(await redeem(201, "sessions/phone", { secret: short })));
    await send(`A code by text message that is not redeemed ${is}`, "tokens/phone", { userId: "ida", phone });

    // Signing in with the secret of a message has verified its address.
    await ask(200, "PATCH", "/users/ida/verification", { body: { emailVerification: false } });
    await ask(200, "PATCH", "/users/ida/verification/phone", { body: { phoneVerification: false } });
    const verification = await send(`A verification by email ${is}`, "verifications/email", { url }, ida);
    await redeem(200, "verifications/email", { secret: verification });
    const byPhone = await send(`A verification by phone ${is}`, "verifications/phone", {}, ida);
    await redeem(200, "verifications/phone", { secret: byPhone }, ida);
    for (const factor of ["email", "phone"]) {
      await send(`A challenge by ${factor} ${is}`, "mfa/challenges", { factor }, ida);
    }

    const recovery = await send(`A recovery ${is}`, "recovery", { email, url });
    const password = keep(`A password that was recovered ${is}`, `Das Ei ist wieder da, ${is}`);
    await redeem(200, "recovery", { secret: recovery, password });
    isDown = true;
    await send(`A recovery that waits ${is}`, "recovery", { email, url });
    isDown = false;

    for (const { provider, type } of kindCases) {
      const body = { enabled: false };
      if (type !== "push") await ask(200, "PATCH", `/messaging/providers/${provider}/by-${provider}`, { body });
    }
  }
  const { body } = await ask(200, "GET", "/messaging/messages");
  const messages = v.parse(v.array(v.object({ $id: v.string(), status: v.string() })), body["messages"]);
  expect(messages.map(({ status }) => status).filter((status) => status === "processing")).toHaveLength(2);
  for (const { $id } of messages) await ask(200, "GET", `/messaging/messages/${$id}`);
}

/** A team of `eve`: one user accepts an invitation, one invitation is replaced by another, and one stays open. */
async function runTeams(eve: CallOptions): Promise<void> {
  await ask(201, "POST", "/teams", { ...eve, body: { teamId: "crew", name: "Crew" } });
  await ask(200, "GET", "/teams", eve);
  await ask(200, "GET", "/teams/crew", eve);
  await ask(200, "GET", "/teams/crew/prefs", eve);
  const invite = async (name: string, named: object) => {
    const body = { ...named, url: "http://localhost/welcome" };
    const { $id: id, userId } = (await ask(201, "POST", "/teams/crew/memberships", { ...eve, body })).body;
    return { id: String(id), userId: String(userId), secret: keepSent(name) };
  };
  await invite("An invitation that another one replaces", { email: "ivy@mail.example" });
  const { id, secret, userId } = await invite("An invitation", { email: "ivy@mail.example" });
  const path = `/teams/crew/memberships/${id}`;
  await invite("An invitation that stays open", { email: "ian@mail.example" });
  await invite("An invitation by text message", { phone: "+4915112345672" });
  await ask(200, "GET", "/teams/crew/memberships");
  await ask(200, "GET", path);
  const wrong = keep("A secret of no invitation", randomBytes(128).toString("hex"));
  await ask(401, "PATCH", `${path}/status`, { ...guest(), body: { userId, secret: wrong } });
  const accepted = await ask(200, "PATCH", `${path}/status`, { ...guest(), body: { userId, secret } });
  keepSession("A session by invitation", cookieOf(accepted));
  await ask(200, "PATCH", path, { ...eve, body: { roles: ["cook"] } });
  await ask(200, "GET", `/users/${userId}/memberships`);
  await ask(201, "POST", "/teams/crew/memberships", { body: { userId: "ada" } });
}

/** Every remaining operation, each with its own subject. */
async function runRest(): Promise<void> {
  const done = succeeded();
  for (const endpoint of operations.filter(({ method, path }) => !done.has(`${method} ${path}`))) {
    const { answer: answered = [], request: asked = [] } = caseOf(endpoint).secrets ?? {};
    const scene = await prepare(endpoint, fresh());
    if (scene.session.secret !== "") keepSession(`The session of ${endpoint.id}`, scene.session.secret);
    const before = exchanged.length;
    const answer = await succeed(send(endpoint, scene, { fetch }), endpoint.status);
    // A page returns the secret of its own request, and no other.
    if (endpoint.method === "GET" && answered.length === 0 && asked.length === 0) show(endpoint.path, answer);
    if (answered.includes("set-cookie")) keepSession(`A session by ${endpoint.id}`, cookieOf(answer));
    for (const { name, of, text } of exchanged.slice(before)) {
      const isSecret = (of === "request" ? asked : answered).includes(name);
      if (isSecret && !headerNames[of].includes(name)) keep(`The ${name} of ${endpoint.id}`, text);
    }
  }
}

/** Every endpoint once, and failures with secrets besides. */
async function run(): Promise<void> {
  const { body: webhook } = await ask(201, "POST", "/webhooks", {
    body: { webhookId: "all", name: "All", url: "https://payloads.example/", events: ["*"] },
  });
  keep("The secret of a webhook of all events", webhook["secret"]);
  await runProject();
  for (const path of ["/ping", "/health", "/health/version", "/project", "/users"]) await ask(200, "GET", path);

  // Keys.
  const scopes = ["keys.read", "keys.write", "users.read", "users.write", "project.read"];
  const standard = await ask(201, "POST", "/project/keys", { body: { keyId: "standing", name: "CI", scopes } });
  const key = keep("A key", standard.body["secret"]);
  const ephemeral = await ask(201, "POST", "/project/keys/ephemeral", { body: { scopes, duration: 60 } });
  const ephemeralKey = keep("An ephemeral key", ephemeral.body["secret"]);
  keep("An ephemeral key's signature", ephemeralKey.slice(ephemeralKey.lastIndexOf(".") + 1));
  for (const each of [key, ephemeralKey]) await ask(200, "GET", "/users", { key: each });
  await ask(200, "GET", "/project/keys", { key });
  await ask(200, "PUT", "/project/keys/standing", { body: { name: "CI 2", scopes } });
  await ask(200, "GET", "/project/keys/standing");
  await ask(401, "GET", "/users", { key: keep("A key that is none", `standard_${randomBytes(128).toString("hex")}`) });

  // Users, by the server.
  const password = keep("A password", "Kuckuck! Ei im fremden Nest");
  const ada = { userId: "ada", email: "ada@mail.example", phone: "+4915112345678", name: "Ada Lovelace" };
  await ask(201, "POST", "/users", { body: { ...ada, password }, key });
  for (const { hash, importPath } of formats) {
    const vector = vectors.find((list) => list.hash === hash)?.right[0];
    if (vector === undefined) throw new Error(`No vector of ${hash}.`);
    const body = {
      userId: `from-${importPath}`,
      email: `${hash}@mail.example`,
      password: vector.encoded,
      ...vector.values,
    };
    await ask(201, "POST", `/users/${importPath.replace("{sha}", "sha")}`, { body });
  }
  const imported = keep("A password that was imported", "Nest im fremden Ei, größer");
  const md5 = createHash("md5").update(imported).digest("hex");
  await ask(201, "POST", "/users/md5", { body: { userId: "grace", email: "grace@mail.example", password: md5 } });
  await ask(200, "GET", "/users/ada");
  await ask(200, "PUT", "/users/ada/labels", { body: { labels: ["countess"] } });
  await ask(200, "GET", "/users/ada/prefs");
  await ask(204, "POST", "/users/ada/password/verify", { body: { password } });
  const changed = keep("A password that the server set", "Ein anderes Nest, ein anderes Ei");
  await ask(200, "PATCH", "/users/ada/password", { body: { password: changed } });
  const guess = keep("A wrong password", "Kein Ei, kein Nest, nirgends");
  await ask(401, "POST", "/users/ada/password/verify", { body: { password: guess } });

  // Sessions, tokens and JWTs, by the server.
  const begun = await ask(201, "POST", "/users/ada/sessions");
  const fromServer = keepSession("A session of the server's", String(begun.body["secret"]));
  await ask(200, "GET", "/users/ada/sessions");
  for (const sessionId of ["recent", "none"]) {
    const made = await ask(201, "POST", "/users/ada/jwts", { body: { sessionId } });
    await ask(200, "GET", "/account", keepJwt(`A JWT for ${sessionId}`, made.body["jwt"]));
  }
  const makeToken = async (name: string, length: number) =>
    keep(name, (await ask(201, "POST", "/users/ada/tokens", { body: { length } })).body["secret"]);
  const token = await makeToken("A token", 64);
  await makeToken("A token that is not redeemed", 128);
  await makeToken("A token of just enough digits", 32);
  const code = await makeToken("A short code", 6);
  await makeToken("A short code that is not redeemed", 6);

  // The operations of users.
  const redeem = (status: number, method: string, secret: string) =>
    ask(status, method, "/account/sessions/token", { ...guest(), body: { userId: "ada", secret } });
  const byToken = keepSession("A session by token", cookieOf(await redeem(201, "POST", token)));
  keepSession("A session by code", cookieOf(await redeem(201, "PUT", code)));
  await redeem(401, "POST", keep("A token that is none", randomBytes(32).toString("hex")));
  const signUp = keep("A password of a sign-up", "Das Nest, das Ei, der Kuckuck");
  await ask(201, "POST", "/account", {
    ...guest(),
    body: { userId: "eve", email: "eve@mail.example", password: signUp, name: "Eve" },
  });
  const signIn = (status: number, email: string, secret: string) =>
    ask(status, "POST", "/account/sessions/email", { ...guest(), body: { email, password: secret } });
  await signIn(401, "eve@mail.example", guess);
  await signIn(401, "nobody@mail.example", guess);
  keepSession("A session of an import", cookieOf(await signIn(201, "grace@mail.example", imported)));
  const eve = keepSession("A session by password", cookieOf(await signIn(201, "eve@mail.example", signUp)));
  const anonymous = await ask(201, "POST", "/account/sessions/anonymous", guest());
  const nobody = keepSession("A session of an anonymous user", cookieOf(anonymous));
  await ask(200, "GET", "/account", eve);
  await ask(200, "GET", "/account/sessions", eve);
  await ask(200, "GET", "/account/sessions/current", eve);
  await ask(200, "PATCH", "/account/sessions/current", eve);
  keepJwt("A JWT of a user's", (await ask(201, "POST", "/account/jwts", eve)).body["jwt"]);
  await ask(200, "GET", "/account/prefs", eve);
  const first = keep("A first password", "Erst das Ei, dann das Nest");
  await ask(200, "PATCH", "/account/email", { ...nobody, body: { email: "some@body.example", password: first } });
  await ask(200, "PATCH", "/account/phone", { ...nobody, body: { phone: "+4915112345670", password: first } });
  const second = keep("A password that the user set", "Erst das Nest, dann das Ei");
  const change = { password: second, oldPassword: first };
  await ask(200, "PATCH", "/account/password", { ...nobody, body: change });
  await ask(401, "PATCH", "/account/password", { ...nobody, body: { ...change, oldPassword: guess } });
  await runFactors(byToken, eve);
  await deliverAll();
  await runMessages();
  await deliverAll();
  await runTeams(eve);
  await deliverAll();
  await runSignIns();
  await deliverAll();
  await runIdentities(eve);
  await deliverAll();
  await runRest();
  await deliverAll();
  const forged = keep("A session that is none", randomBytes(128).toString("hex"));
  await ask(401, "GET", "/account", bearing(btoa(JSON.stringify({ id: "eve", secret: forged }))));

  living.push(...(await leftovers("while it lives")));

  // The operations that end sessions.
  const { memberships } = (await ask(200, "GET", "/users/ada/memberships")).body;
  const [{ $id: membershipId }] = v.parse(v.tuple([v.object({ $id: v.string() })]), memberships);
  await ask(204, "DELETE", `/teams/crew/memberships/${membershipId}`, eve);
  await ask(204, "DELETE", "/teams/crew", eve);
  await ask(204, "DELETE", "/users/ada/targets/pad");
  await ask(204, "DELETE", "/users/ada/mfa/authenticators/totp");
  await ask(204, "DELETE", "/account/targets/phone/push", eve);
  await ask(204, "DELETE", "/account/mfa/authenticators/totp", eve);
  await ask(204, "DELETE", "/messaging/providers/by-ses");
  await ask(204, "DELETE", "/users/identities/eve-google");
  await ask(204, "DELETE", "/account/identities/eve-github", eve);
  await ask(204, "DELETE", "/account/sessions/current", fromServer);
  const { body } = await ask(201, "POST", "/users/ada/sessions");
  keepSession("A session that the server deletes", String(body["secret"]));
  await ask(204, "DELETE", `/users/ada/sessions/${String(body["$id"])}`);
  await ask(204, "DELETE", "/account/sessions", byToken);
  await ask(204, "DELETE", "/users/ada/sessions");
  await ask(200, "PATCH", "/users/ada/status", { body: { status: false } });
  await ask(200, "PATCH", "/account/status", nobody);
  await ask(204, "DELETE", "/account", eve);
  await ask(204, "DELETE", "/users/grace");
  await ask(204, "DELETE", "/project/keys/standing");

  await deliverAll();
  left.push(...(await leftovers("when all is over")));
}

beforeAll(async () => {
  for (const method of ["debug", "error", "info", "log", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => void lines.push(values.map(String).join(" ")));
  }
  const goOutside = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const { url } = new Request(input, init);
    if (url.endsWith("/openid-configuration")) return goOutside(input, init);
    if (isGitHub(url)) return answerAsGitHub(url, init ?? {});
    if (url !== bindings.MESSAGES_WEBHOOK_URL && new Headers(init?.headers).has("webhook-id"))
      return takePayload(new Request(input, init));
    posted.push(await new Request(input, init).text());
    return isDown ? new Response(null, { status: 503 }) : Response.json({ messages: [{ status: "0" }] });
  });
  keepConfiguration();
  await run();
}, 60_000);
afterAll(() => {
  vi.restoreAllMocks();
});

const log = (): Text[] => lines.map((text) => ({ place: "the log", text }));

describe("After a run over every endpoint", () => {
  test("every endpoint has succeeded, every table but one has rows, KV has bodies and the log has lines", () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).filter((each) => !succeeded().has(each))).toEqual(
      [],
    );
    const places = new Set(living.map(({ place }) => place.replace(/[. ].*/, "")));
    const tables =
      `authenticators challenges deleted_users identities imports keys locks log_cursors logs memberships messages oauth2_flows oauth2_providers providers rate_limits
      recovery_codes search_words sessions settings sqlite_sequence tallies targets teams tokens user_labels user_totals users webhooks`.split(
        /\s+/,
      );
    expect([...places].toSorted()).toEqual(["a", ...tables, "metadata"].toSorted());
    expect(lines.length).toBeGreaterThan(50);
    expect(secrets.size).toBeGreaterThan(120);
  });

  test("no secret is left in D1, in KV or in the log, however it is spelt", () => {
    expect(findTraces([...living, ...left, ...log()], secrets)).toEqual([]);
  });

  test("webhooks receive every event, and no secret or hash", () => {
    const told = new Set(payloads.flatMap(({ patterns }) => patterns));
    const named = operations.flatMap((endpoint) => caseOf(endpoint).named ?? []);
    expect(named.filter((name) => !told.has(name))).toEqual([]);
    expect(findTraces(payloads, secrets)).toEqual([]);
    const hashes = payloads.filter(({ text }) =>
      /"(?:password|hash|hashOptions|digest)":|\$argon2|\$2[aby]\$|\$P\$/.test(text),
    );
    expect(hashes).toEqual([]);
  });

  test("webhooks receive no user's data in another user's event", () => {
    const contact = v.fallback(v.string(), "");
    const shape = v.object({ $id: v.string(), email: contact, phone: contact });
    const ofUsers = payloads.filter(({ patterns }) => patterns.includes("users.*"));
    const owners = new Map<string, Set<string>>();
    for (const { text } of ofUsers) {
      const { $id, email, phone } = v.parse(shape, JSON.parse(text));
      for (const each of [email, phone]) {
        if (each !== "") owners.set(each, (owners.get(each) ?? new Set()).add($id));
      }
    }
    const strangers = ofUsers.flatMap(({ patterns: [name = ""], place, text }) =>
      [...owners]
        .filter(([each, ids]) => text.includes(each) && ![...ids].some((id) => name.startsWith(`users.${id}.`)))
        .map(([each]) => `${each} in ${place}`),
    );
    expect(owners.size).toBeGreaterThan(5);
    expect(strangers).toEqual([]);
    expect([...owners].filter(([, ids]) => ids.size > 1)).toEqual([]);
  });

  test("no answer of a read shows a secret", () => {
    expect(shown.length).toBeGreaterThan(15);
    expect(findTraces(shown, secrets)).toEqual([]);
  });

  test("no plain digest of a short code, which could be brute-forced, is left either", () => {
    const codes = [...secrets].filter(([, secret]) => secret.length < 32 && /^[0-9a-f]+$/.test(secret));
    const names = codes.map(([name]) => name).filter((name) => !name.includes("recovery code"));
    const expected = [
      ...["by a provider", "by the webhook"].flatMap((by) => [
        `A code by text message ${by}`,
        `A code by text message that is not redeemed ${by}`,
        `A mailed code ${by}`,
        `A challenge by email ${by}`,
        `A challenge by phone ${by}`,
        `A verification by phone ${by}`,
      ]),
      "A code of a challenge",
      "A code of a challenge that is not answered",
      "A one-time password",
      "A short code",
      "A short code that is not redeemed",
    ];
    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(codes.length - names.length).toBe(24);
    const digests = codes.flatMap(([name, code]) =>
      ["md5", "sha1", "sha256", "sha512"].map((algorithm): [string, string] => [
        `${algorithm} of ${name}`,
        createHash(algorithm).update(code).digest("hex"),
      ]),
    );
    expect(findTraces([...living, ...left, ...log()], new Map(digests))).toEqual([]);
  });

  test("the search covers the rows that matter: it finds the digests of live sessions and keys", () => {
    const names = ["A key", "A session by password", "A session of an anonymous user", "A session of the server's"];
    const digests = names.map((name): [string, string] => {
      return [
        name,
        createHash("sha256")
          .update(secrets.get(name) ?? "")
          .digest("hex"),
      ];
    });
    expect(findTraces(living, new Map(digests)).toSorted()).toEqual([
      "A key in keys.digest while it lives",
      "A session by password in sessions.digest while it lives",
      "A session of an anonymous user in sessions.digest while it lives",
      "A session of the server's in sessions.digest while it lives",
    ]);
  });
});

test("Requests and answers carry the secrets that the cases of their operations name, and no other", () => {
  const ids = new Set(operations.map(({ id }) => id));
  const places = new Set(
    findTraces(
      exchanged
        .filter(({ id }) => ids.has(id))
        .map(({ id, name, of, text }) => ({ place: `${id} ${of} ${name}`, text })),
      secrets,
    ).map((trace) => trace.slice(trace.lastIndexOf(" in ") + 4)),
  );
  const named = operations.flatMap((endpoint) => {
    const { answer = [], request = [] } = caseOf(endpoint).secrets ?? {};
    const ofKind = (kind: string, names: readonly string[]) => names.map((name) => `${endpoint.id} ${kind} ${name}`);
    return [...ofKind("request", request), ...ofKind("answer", answer)];
  });
  expect([...places].toSorted()).toEqual(named.toSorted());
});

describe("A secret that is planted is found", () => {
  test.for(Object.entries(spellings))("%s, of every kind", ([, spell]) => {
    for (const [name, secret] of secrets) {
      const text = `{"some":"thing","planted":"${spell(secret)}","other":"thing"}`;
      expect(findTraces([{ place: "here", text }], new Map([[name, secret]]))).toEqual([`${name} in here`]);
    }
  });

  test("as the bytes that its digits stand for, and in part", () => {
    const bytes = randomBytes(32);
    const secret = new Map([["It", bytes.toString("hex")]]);
    for (const text of [
      bytes.toString("base64"),
      bytes.toString("base64url"),
      bytes.toString("hex").toUpperCase(),
      bytes.subarray(0, 12).toString("hex"),
      bytes.subarray(-12).toString("hex"),
    ]) {
      expect(findTraces([{ place: "here", text: `x ${text} x` }], secret)).toEqual(["It in here"]);
    }
    expect(findTraces([{ place: "here", text: randomBytes(32).toString("hex") }], secret)).toEqual([]);
  });

  test("in every column of text in D1, in a key, a value and the metadata of KV, and in the log", async () => {
    const secret = randomBytes(64).toString("hex");
    const spelt = Object.values(spellings).map((spell) => spell(secret));
    const { sqlite_sequence: _, ...tables } = await dump();
    const columns = Object.entries(tables).flatMap(([table, [row]]) =>
      Object.entries(row ?? {})
        .filter(([, value]) => typeof value === "string")
        .map(([column]) => ({ table, column })),
    );
    for (const [index, { column, table }] of columns.entries()) {
      const { [table]: [row = {}] = [] } = await dump();
      const [names, values] = [Object.keys(row), Object.values(row)];
      await env.DB.prepare(
        `UPDATE "${table}" SET "${column}" = ? WHERE ${names.map((name) => `"${name}" IS ?`).join(" AND ")}`,
      )
        .bind(spelt[index % spelt.length], ...values)
        .run();
    }
    await env.KV.put(`session/${spelt[3] ?? ""}`.slice(0, 256), "");
    await env.KV.put("planted", `{"ip":"${spelt[1] ?? ""}"}`, { metadata: { planted: spelt[4] } });
    console.info(`A line with ${spelt[2] ?? ""} in it.`);

    const found = findTraces([...(await leftovers("now")), ...log()], new Map([["It", secret]]));
    expect(found.toSorted()).toEqual(
      [
        ...columns.map(({ column, table }) => `It in ${table}.${column} now`),
        "It in a key of KV now",
        "It in a value of KV now",
        "It in metadata of KV now",
        "It in the log",
      ].toSorted(),
    );
    expect(columns.length).toBeGreaterThan(30);
  });
});
