/** Paths, headers and methods. */
import * as fc from "fast-check";
import { anyText } from "./values.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A value in place of a session. */
const sessionValue = fc.oneof(
  fc.constantFrom(
    "deleted",
    "%",
    "%E0%A4%A",
    "====",
    base64("null"),
    base64("[]"),
    base64("{}"),
    base64('{"id":"victim"}'),
    base64('{"id":"victim","secret":""}'),
    base64('{"id":"victim","secret":"x"}'),
    base64('{"id":["victim"],"secret":{"x":1}}'),
    base64('{"id":1,"secret":null}'),
    base64('{"__proto__":{"id":"victim","secret":"x"}}'),
    base64('{"id":"\\ud800","secret":"\\u0000"}'),
    base64(`{"id":"victim","secret":"${"x".repeat(600)}"}`),
    base64("[".repeat(700)),
    "A".repeat(8_000),
  ),
  fc.tuple(anyText, anyText).map(([id, secret]) => base64(JSON.stringify({ id, secret }))),
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }).map((text) => text.trim()),
);

const cookieHeader = fc
  .array(
    fc.tuple(
      fc.constantFrom("a_session_rollcall", "a_session_rollcall_legacy", "a_session_other", "__proto__", ""),
      fc.constantFrom("=", "", "==", " = "),
      sessionValue,
    ),
    { maxLength: 4 },
  )
  .map((pairs) => pairs.map((pair) => pair.join("")).join("; "));

const fallbackHeader = fc.oneof(
  sessionValue.map((value) => JSON.stringify({ a_session_rollcall: value })),
  fc.constantFrom(
    "[]",
    "{}",
    "null",
    "{",
    '"a_session_rollcall"',
    '{"a_session_rollcall":null}',
    '{"a_session_rollcall":["x"]}',
    '{"__proto__":{"a_session_rollcall":"x"}}',
    "[".repeat(2_000),
  ),
);

const claims = fc.constantFrom(
  {},
  [],
  null,
  { userId: "victim", sessionId: "", exp: 4_000_000_000 },
  {
    sub: "victim",
    userId: "victim",
    sessionId: "",
    epoch: "1.0",
    exp: 4_000_000_000,
    aud: "rollcall",
    iss: "x",
    jti: "x",
  },
  { userId: {}, sessionId: [], exp: "soon" },
  { exp: 1e308 },
);
const jwtHeader = fc.constantFrom(
  { alg: "none" },
  { alg: "HS256", typ: "JWT" },
  { alg: "EdDSA" },
  { alg: "EdDSA", kid: "00000000" },
  { alg: "EdDSA", kid: "__proto__", crit: ["x"] },
  { alg: ["EdDSA"], kid: {} },
  "EdDSA",
);
const jwt = fc.oneof(
  fc
    .tuple(jwtHeader, claims, fc.constantFrom("", "AA", "A".repeat(86), "%"))
    .map(([header, payload, signature]) =>
      [...[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")), signature].join(
        ".",
      ),
    ),
  fc.constantFrom(".", "..", "...", "e30.e30.e30", "null", "A".repeat(8_000)),
);

/** The credentials of a session or a JWT, in every place that may carry them. */
const credentials = fc.record(
  {
    cookie: cookieHeader,
    "x-appwrite-session": sessionValue,
    "x-fallback-cookies": fallbackHeader,
    "x-appwrite-jwt": jwt,
    // Most callers without any of these are guests.
    "x-appwrite-key": fc.constant(""),
  },
  { requiredKeys: [] },
);

const segments = fc.oneof(
  fc.constantFrom("users", "users", "v1", "health", "prefs", "verification", "victim", "openapi.json", "ping", "md5"),
  fc.constantFrom("project", "keys", "ephemeral", "policies", "session-limit", "auth-methods"),
  fc.constantFrom("mfa", "factors", "challenges", "recovery-codes", "authenticators", "totp"),
  fc.constantFrom("messaging", "providers", "smtp", "targets", "push", "logs"),
  fc.constantFrom("account", "account", "sessions", "current", "email", "token", "anonymous", "jwts", "jwt", "tokens"),
  fc.constantFrom(
    "",
    ".",
    "..",
    "%2e%2e",
    "%00",
    "%",
    "%E0%A4%A",
    "%ff",
    "%2F",
    "*",
    ":userId",
    "{userId}",
    "\\",
    "a b",
    "é",
    "🏳️‍🌈",
  ),
  anyText.map((text) => encodeURIComponent(text.toWellFormed())),
);
const headerNames = [
  "x-appwrite-project",
  "x-appwrite-key",
  "x-appwrite-response-format",
  "x-appwrite-mode",
  "x-appwrite-jwt",
  "x-appwrite-session",
  "x-appwrite-impersonate-user-id",
  "x-sdk-name",
  "x-forwarded-for",
  "x-forwarded-user-agent",
  "user-agent",
  "origin",
  "cookie",
  "content-type",
  "content-length",
  "accept",
  "range",
  "host",
  "cf-connecting-ip",
];
const headerValue = fc.oneof(
  fc.constantFrom(
    "",
    "rollcall",
    "console",
    "0.0.0",
    "1.4.0",
    "1.9.9999999999999999999",
    "-1",
    "999999999999999999999",
    "null",
    "http://localhost",
    "http://[::1]:99999",
    "http://user@localhost",
    "file://",
    "1.2.3.4, 5.6.7.8",
    "::ffff:1.2.3.4%eth0",
    "standard_",
    "standard_".repeat(200),
    "ephemeral_",
    "ephemeral_..",
    "ephemeral_e30.e30.e30",
    "ephemeral_eyJhbGciOiJub25lIn0.e30.",
    "__proto__",
    "*",
    "x".repeat(8_000),
  ),
  // Printable ASCII, because workerd warns of every other byte, on a separate line each.
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }).map((text) => text.trim()),
);
export const hostileEdge = fc.record({
  method: fc.constantFrom("GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  path: fc.array(segments, { maxLength: 5 }).map((parts) => `/${parts.join("/")}`),
  query: fc.option(
    anyText.map((text) => encodeURIComponent(text.toWellFormed())),
    { nil: "" },
  ),
  headers: fc
    .tuple(
      fc.dictionary(fc.constantFrom(...headerNames), headerValue, { maxKeys: 4 }),
      fc.option(credentials, { nil: {} }),
    )
    .map(([any, some]) => ({ ...any, ...some })),
  body: fc.option(anyText, { nil: undefined }),
});

/** Requests to routes for sessions and JWTs, with invalid credentials. */
export const hostileCaller = fc.record({ headers: credentials, locale: fc.option(anyText, { nil: "" }) });
