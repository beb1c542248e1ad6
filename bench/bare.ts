/**
 * The baseline of the benchmark: per operation, Hono with one hand-written statement or batch on the same tables, and a
 * response of the same size. It checks no key, project, parameter or result. Not a service.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { importJWK, type JWK, jwtVerify } from "jose";
import { argon2 } from "../src/lib/passwords/formats/argon2-engine.ts";
import { seededHashHead, seededSalt } from "./operations.ts";

interface Bindings {
  readonly DB: D1Database;
  /** The public key that verifies JWTs, as a JWK. */
  readonly JWT_KEY: string;
  /** The key of the tokens' digests, in hex. */
  readonly TOKEN_KEY: string;
}

const app = new Hono<{ Bindings: Bindings }>();

interface Row {
  readonly id: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly name: string;
  readonly password: string | null;
  readonly hash: string;
  readonly hash_options: string;
  readonly status: number;
  readonly labels: string;
  readonly password_update: number | null;
  readonly email: string;
  readonly phone: string | null;
  readonly email_verification: number;
  readonly email_canonical: string | null;
  readonly email_is_free: number | null;
  readonly email_is_disposable: number | null;
  readonly phone_verification: number;
  readonly mfa: number;
  readonly prefs: string;
  readonly accessed_at: number | null;
  readonly impersonator: number;
  /** Rows of `targets` as JSON. */
  readonly targets: string;
}

interface Target {
  readonly id: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly name: string | null;
  readonly provider_id: string | null;
  readonly provider_type: string;
  readonly identifier: string;
  readonly expired: number;
}

interface Total {
  readonly total: number;
}

const columns = `id, created_at, updated_at, name, password, hash, hash_options, status, labels, password_update, email,
  phone, email_verification, email_canonical, email_is_free, email_is_disposable, phone_verification, mfa, prefs,
  accessed_at, impersonator, (
    SELECT json_group_array(json_object('id', id, 'created_at', created_at, 'updated_at', updated_at, 'name', name,
      'provider_id', (SELECT providers.id FROM providers WHERE providers.seq = provider_seq), 'provider_type', provider_type, 'identifier', identifier, 'expired', expired))
    FROM targets WHERE user_seq = users.seq) AS targets`;

const toDate = (instant: number | null) =>
  instant === null ? "" : new Date(instant).toISOString().replace("Z", "+00:00");

const toUser = (row: Row) => ({
  $id: row.id,
  $createdAt: toDate(row.created_at),
  $updatedAt: toDate(row.updated_at),
  name: row.name,
  password: row.password,
  hash: row.hash,
  hashOptions: JSON.parse(row.hash_options) as unknown,
  registration: toDate(row.created_at),
  status: row.status === 1,
  labels: JSON.parse(row.labels) as unknown,
  passwordUpdate: toDate(row.password_update),
  email: row.email,
  phone: row.phone ?? "",
  emailVerification: row.email_verification === 1,
  emailCanonical: row.email_canonical,
  emailIsFree: row.email_is_free === 1,
  emailIsDisposable: row.email_is_disposable === 1,
  emailIsCorporate: row.email_is_free === 0 && row.email_is_disposable === 0,
  emailIsCanonical: row.email === row.email_canonical,
  phoneVerification: row.phone_verification === 1,
  mfa: row.mfa === 1,
  prefs: JSON.parse(row.prefs) as unknown,
  targets: (JSON.parse(row.targets) as Target[]).map((target) => ({
    $id: target.id,
    $createdAt: toDate(target.created_at),
    $updatedAt: toDate(target.updated_at),
    name: target.name ?? "",
    userId: row.id,
    providerId: target.provider_id,
    providerType: target.provider_type,
    identifier: target.identifier,
    expired: target.expired === 1,
  })),
  accessedAt: toDate(row.accessed_at),
  impersonator: row.impersonator === 1,
  impersonatorUserId: null,
});

const totalOf = (result: D1Result | undefined) => (result?.results[0] as Total | undefined)?.total;
const toList = (total: number | undefined, result: D1Result | undefined) => ({
  total,
  users: ((result?.results ?? []) as Row[]).map(toUser),
});

app.get("/ping", (c) => c.text("Pong!"));

app.get("/get/:id", async (c) => {
  const id = c.req.param("id");
  const statement = c.env.DB.prepare(`SELECT ${columns} FROM users WHERE lower(id) = ?`);
  return c.json(toUser((await statement.bind(id.toLowerCase()).first<Row>()) as Row));
});

app.get("/list", async (c) => {
  const [total, page] = await c.env.DB.batch([
    c.env.DB.prepare("SELECT users AS total FROM user_totals"),
    c.env.DB.prepare(`SELECT ${columns} FROM users ORDER BY seq LIMIT 25`),
  ]);
  return c.json(toList(totalOf(total), page));
});

app.get("/prefix/:prefix", async (c) => {
  const prefix = c.req.param("prefix");
  const range = [prefix, `${prefix}\u{10FFFF}`];
  const [total, page] = await c.env.DB.batch([
    c.env.DB.prepare("SELECT count(*) AS total FROM users WHERE email >= ? AND email < ?").bind(...range),
    c.env.DB.prepare(`SELECT ${columns} FROM users WHERE email >= ? AND email < ? ORDER BY seq LIMIT 25`).bind(
      ...range,
    ),
  ]);
  return c.json(toList(totalOf(total), page));
});

app.get("/search/:word", async (c) => {
  const statement = c.env.DB.prepare(`SELECT ${columns} FROM users WHERE instr(words, ?) > 0 ORDER BY seq`);
  const page = await statement.bind(`"${c.req.param("word")}`).all();
  return c.json(toList(page.results.length, page));
});

app.get("/cursor/:id", async (c) => {
  const after = c.env.DB.prepare(
    `SELECT ${columns} FROM users WHERE seq > (SELECT seq FROM users WHERE lower(id) = ?) ORDER BY seq LIMIT 25`,
  );
  const [total, page] = await c.env.DB.batch([
    c.env.DB.prepare("SELECT users AS total FROM user_totals"),
    after.bind(c.req.param("id").toLowerCase()),
  ]);
  return c.json(toList(totalOf(total), page));
});

interface NewUser {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly passwordVersion: string;
  readonly name: string;
}

/** The suffixes of a text that begin with a word. */
function tailsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  return words.map((_, start) => words.slice(start).join(" "));
}

app.post("/create", async (c) => {
  const { email, name, password, passwordVersion, userId } = await c.req.json<NewUser>();
  const now = Date.now();
  const words = { I: tailsOf(userId), N: tailsOf(name), E: tailsOf(email), P: [] };
  const options = JSON.stringify({ type: "sha", version: passwordVersion });
  const targetId = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  const writeId = crypto.randomUUID();
  const insert = c.env.DB.prepare(
    `INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, email_canonical,
      email_is_free, email_is_disposable, phone_verification, password, hash, hash_options, password_update, status,
      labels, mfa, prefs, impersonator, words, write_id)
    VALUES (?1, ?2, ?2, ?3, ?4, ?5, 0, ?5, 0, 0, 0, ?6, 'sha', ?7, ?2, 1, '[]', 0, '{}', 0, ?8, ?9)`,
  );
  await c.env.DB.batch([
    insert.bind(userId, now, name, name.toLowerCase(), email, password, options, JSON.stringify(words), writeId),
    c.env.DB.prepare(
      `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
      SELECT ?1, ?2, ?2, seq, 'email', email, 0 FROM users WHERE lower(id) = ?3`,
    ).bind(targetId, now, userId.toLowerCase()),
    c.env.DB.prepare(
      `INSERT INTO search_words SELECT 'user', word.value, users.seq FROM users, json_each(?) AS word
      WHERE lower(users.id) = ?`,
    ).bind(JSON.stringify(Object.values(words).flat()), userId.toLowerCase()),
    c.env.DB.prepare("UPDATE user_totals SET users = users + 1, status = status + 1"),
    c.env.DB.prepare(
      `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
      SELECT ?, 'user.create', 'user/' || id, seq, 'key', '', 'Bootstrap key', 'app.rollcall@service.127.0.0.1', '127.0.0.1', ?
      FROM users WHERE lower(id) = ?`,
    ).bind(now, c.req.header("user-agent") ?? "", userId.toLowerCase()),
  ]);
  const target = {
    id: targetId,
    created_at: now,
    updated_at: now,
    name: null,
    provider_id: null,
    provider_type: "email",
    identifier: email,
    expired: 0,
  };
  const row: Row = {
    id: userId,
    created_at: now,
    updated_at: now,
    name,
    password,
    hash: "sha",
    hash_options: options,
    status: 1,
    labels: "[]",
    password_update: now,
    email,
    phone: null,
    email_verification: 0,
    email_canonical: email,
    email_is_free: 0,
    email_is_disposable: 0,
    phone_verification: 0,
    mfa: 0,
    prefs: "{}",
    accessed_at: null,
    impersonator: 0,
    targets: JSON.stringify([target]),
  };
  return c.json(toUser(row), 201);
});

/** A user as they see themselves. */
function toAccount(row: Row) {
  const { hash: _hash, hashOptions: _options, password: _password, ...account } = toUser(row);
  return account;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The owner of a session. */
async function ownerOf(db: D1Database, header: string | undefined): Promise<Row> {
  const value = Buffer.from(header ?? "", "base64").toString();
  const { secret } = JSON.parse(value) as { readonly secret: string };
  const statement = db.prepare(
    `SELECT ${columns} FROM users WHERE seq = (SELECT user_seq FROM sessions WHERE digest = ?)`,
  );
  return (await statement.bind(sha256(secret)).first<Row>()) as Row;
}

app.get("/verify", async (c) => c.json(toAccount(await ownerOf(c.env.DB, c.req.header("x-appwrite-session")))));

app.get("/ping-session", async (c) => {
  await ownerOf(c.env.DB, c.req.header("x-appwrite-session"));
  return c.text("Pong!");
});

let jwtKey: ReturnType<typeof importJWK> | undefined;

app.get("/jwt", async (c) => {
  jwtKey ??= importJWK(JSON.parse(c.env.JWT_KEY) as JWK, "EdDSA");
  const { payload } = await jwtVerify(c.req.header("x-appwrite-jwt") ?? "", await jwtKey);
  const statement = c.env.DB.prepare(`SELECT ${columns} FROM users WHERE lower(id) = ?`);
  return c.json(toAccount((await statement.bind(payload.sub?.toLowerCase()).first<Row>()) as Row));
});

const sessionSeconds = 31_536_000;

interface NewSession {
  readonly userId: string;
  readonly provider: string;
  readonly providerUid: string;
  readonly factor: string;
}

/** The values of a new session. */
function newSession(now: number) {
  const secret = randomBytes(128).toString("hex");
  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  return { id, secret, digest: sha256(secret), now, expire: now + sessionSeconds * 1000 };
}

type Begun = ReturnType<typeof newSession>;

/** The session as its client sees it. The client is always Firefox on Linux. */
const toSession = ({ expire, id, now }: Begun, { factor, provider, providerUid, userId }: NewSession) => ({
  $id: id,
  $createdAt: toDate(now),
  $updatedAt: toDate(now),
  userId,
  expire: toDate(expire),
  provider,
  providerUid,
  providerAccessToken: "",
  providerAccessTokenExpiry: "",
  providerRefreshToken: "",
  ip: "",
  osCode: "LIN",
  osName: "GNU/Linux",
  osVersion: "",
  clientType: "browser",
  clientCode: "FF",
  clientName: "Firefox",
  clientVersion: "144.0",
  clientEngine: "Gecko",
  clientEngineVersion: "144.0",
  deviceName: "desktop",
  deviceBrand: "",
  deviceModel: "",
  countryCode: "--",
  countryName: "Unknown",
  current: true,
  factors: [factor],
  secret: "",
  mfaUpdatedAt: "",
});

/** The cookie that gives a session to a browser. */
const cookieOf = ({ expire, secret }: Begun, userId: string) => {
  const value = Buffer.from(JSON.stringify({ id: userId, secret })).toString("base64");
  return `a_session_rollcall=${encodeURIComponent(value)}; Path=/; HttpOnly; Expires=${new Date(expire).toUTCString()}`;
};

/** The parameters, in order: the time, the user agent, and the digest of the session's secret. */
const logSession = `
  INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
  SELECT ?, 'session.create', 'user/' || id, seq, 'user', id, name, email, '127.0.0.1', ?
  FROM users WHERE seq = (SELECT user_seq FROM sessions WHERE digest = ?)`;

const salt = Buffer.from(seededSalt, "base64");
const cost = {
  variant: "argon2id",
  version: 19,
  memoryKiB: 19_456,
  passes: 2,
  lanes: 1,
  salt,
  outputBytes: 32,
} as const;

app.post("/signin", async (c) => {
  const { email, password } = await c.req.json<{ readonly email: string; readonly password: string }>();
  const output = Buffer.from(argon2(Buffer.from(password), cost))
    .toString("base64")
    .replaceAll("=", "");
  const hash = seededHashHead + output;
  const begun = newSession(Date.now());
  const [user] = await c.env.DB.batch<{ readonly id: string }>([
    c.env.DB.prepare("SELECT id FROM users WHERE email = ?").bind(email),
    c.env.DB.prepare(
      `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
      SELECT ?1, ?2, ?2, seq, ?3, 'email', email, ?4, '["password"]' FROM users WHERE email = ?5 AND password = ?6`,
    ).bind(begun.id, begun.now, begun.digest, begun.expire, email, hash),
    c.env.DB.prepare(logSession).bind(begun.now, c.req.header("user-agent") ?? "", begun.digest),
  ]);
  const userId = user?.results[0]?.id ?? "";
  c.header("set-cookie", cookieOf(begun, userId));
  return c.json(toSession(begun, { userId, provider: "email", providerUid: email, factor: "password" }), 201);
});

app.post("/redeem", async (c) => {
  const { secret, userId } = await c.req.json<{ readonly userId: string; readonly secret: string }>();
  const text = JSON.stringify(["generic", secret]);
  const digest = createHmac("sha256", Buffer.from(c.env.TOKEN_KEY, "hex")).update(text).digest("hex");
  const begun = newSession(Date.now());
  await c.env.DB.batch([
    c.env.DB.prepare(
      `INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
      SELECT ?1, ?2, ?2, user_seq, ?3, 'token', '', ?4, '["token"]' FROM tokens
      WHERE user_seq = (SELECT seq FROM users WHERE lower(id) = ?5) AND digest = ?6`,
    ).bind(begun.id, begun.now, begun.digest, begun.expire, userId.toLowerCase(), digest),
    c.env.DB.prepare(logSession).bind(begun.now, c.req.header("user-agent") ?? "", begun.digest),
    c.env.DB.prepare(
      "DELETE FROM tokens WHERE user_seq = (SELECT seq FROM users WHERE lower(id) = ?) AND digest = ?",
    ).bind(userId.toLowerCase(), digest),
  ]);
  c.header("set-cookie", cookieOf(begun, userId));
  return c.json(toSession(begun, { userId, provider: "token", providerUid: "", factor: "token" }), 201);
});

app.delete("/revoke/:userId/:sessionId", async (c) => {
  const { sessionId, userId } = c.req.param();
  await c.env.DB.batch([
    c.env.DB.prepare(
      `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
      SELECT ?, 'session.delete', 'user/' || id, seq, 'key', '', 'Bootstrap key', 'app.rollcall@service.127.0.0.1', '127.0.0.1', ?
      FROM users WHERE lower(id) = ?`,
    ).bind(Date.now(), c.req.header("user-agent") ?? "", userId.toLowerCase()),
    c.env.DB.prepare(
      "DELETE FROM sessions WHERE id = ? AND user_seq = (SELECT seq FROM users WHERE lower(id) = ?)",
    ).bind(sessionId, userId.toLowerCase()),
  ]);
  return c.body(null, 204);
});

export default app;
