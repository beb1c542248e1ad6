import { describe, expect, test } from "vitest";
import { type Answer, appWith, call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";

const loopback = [
  "http://localhost",
  "http://localhost:3000",
  "http://127.0.0.1",
  "http://127.0.0.1:8080",
  "http://[::1]",
  "http://[::1]:5173",
];

const lookAlikes = [
  "http://127.0.0.2",
  "http://[0:0:0:0:0:0:0:1]",
  "http://localhost.",
  "http://xlocalhost",
  "http://127.0.0.1.example.com",
  "http://[::1].evil.com",
  "http://localhost.evil.com",
  "http://localhost@evil.com",
  "http://2130706433",
  "null",
];

const allowedHeaders =
  "Accept, Origin, Cookie, Set-Cookie, Content-Type, Content-Range, X-Appwrite-Project, X-Appwrite-Key, " +
  "X-Appwrite-Dev-Key, X-Appwrite-Locale, X-Appwrite-Mode, X-Appwrite-JWT, X-Appwrite-Organization, " +
  "X-Appwrite-Response-Format, X-Appwrite-Timeout, X-Appwrite-ID, X-Appwrite-Timestamp, X-Appwrite-Session, " +
  "X-Appwrite-Platform, X-Appwrite-Impersonate-User-Id, X-Appwrite-Impersonate-User-Email, " +
  "X-Appwrite-Impersonate-User-Phone, X-SDK-Version, X-SDK-Name, X-SDK-Language, X-SDK-Platform, X-SDK-GraphQL, " +
  "X-SDK-Profile, Range, Cache-Control, Expires, Pragma, X-Fallback-Cookies, X-Requested-With, X-Forwarded-For, " +
  "X-Forwarded-User-Agent";

const guest = (origin: string, more: Readonly<Record<string, string | null>> = {}) => ({
  key: null,
  headers: { origin, ...more },
});
const allowedOrigin = ({ headers }: Answer) => headers.get("access-control-allow-origin");

function expectCorsBlock({ headers }: Answer): void {
  expect(headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
  expect(headers.get("access-control-allow-headers")).toBe(allowedHeaders);
  expect(headers.get("access-control-expose-headers")).toBe("X-Appwrite-Session, X-Fallback-Cookies");
  expect(headers.get("access-control-allow-credentials")).toBe("true");
  expect(headers.get("access-control-max-age")).toBe("86400");
  // Caches must not serve the answer for one origin to another.
  expect(headers.get("vary")).toMatch(/\borigin\b/i);
}

/** A Worker on a developer's machine, and one on the internet, both without listed hosts. */
const local = appWith({ LOCAL: "on", ALLOWED_HOSTS: "" });
const deployed = appWith({ ALLOWED_HOSTS: "" });

describe("an answer", () => {
  test.each(loopback)("echoes the loopback origin %s, never `*`", async (origin) => {
    const answer = await call("GET", "http://localhost:8787/v1/ping", { ...guest(origin), fetch: local });
    expect(answer.status).toBe(200);
    expect(allowedOrigin(answer)).toBe(origin);
    expectCorsBlock(answer);
  });

  test.each([
    ["a deployment", deployed, "http://rollcall.test"],
    ["a deployment requested under a loopback host", deployed, "http://127.0.0.1:8787"],
    ["a developer's machine requested from another one", local, "http://192.168.0.20:8787"],
  ])("of %s refuses loopback origins, and says how to allow them", async (_, fetch, base) => {
    for (const origin of loopback.filter((each) => new URL(each).hostname !== new URL(base).hostname)) {
      const answer = await call("GET", `${base}/v1/ping`, { ...guest(origin), fetch });
      expectRefusal(answer, "general_unknown_origin");
      expect(answer.body["message"]).toContain("A deployment lists localhost there like any other host.");
      expect(allowedOrigin(answer)).toBeNull();
    }
  });

  test.each(lookAlikes)("to the look-alike %s echoes nothing and refuses", async (origin) => {
    const answer = await call("GET", "http://localhost:8787/v1/ping", { ...guest(origin), fetch: local });
    expectRefusal(answer, "general_unknown_origin");
    expect(allowedOrigin(answer)).toBeNull();
    expectCorsBlock(answer);
  });

  test("echoes the Worker's own host", async () => {
    expect(allowedOrigin(await call("GET", "/ping", guest("http://rollcall.test")))).toBe("http://rollcall.test");
  });

  test("echoes the origin trimmed and in lower case", async () => {
    expect(allowedOrigin(await call("GET", "/ping", guest("  HTTP://LocalHost:3000 ")))).toBe("http://localhost:3000");
  });

  test("has no headers for browsers when the request has no origin", async () => {
    const answer = await call("GET", "/ping", { key: null });
    expect(answer.status).toBe(200);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    // A cache must not serve this answer to a browser.
    expect(answer.headers.get("vary")).toBe("Origin");
  });

  test("that refuses carries the same headers, so that a browser can read it", async () => {
    const answer = await call("GET", "/users", guest("http://localhost"));
    expectRefusal(answer, "general_unauthorized_scope");
    expect(allowedOrigin(answer)).toBe("http://localhost");
    expectCorsBlock(answer);
  });

  test("to an unknown route carries them too", async () => {
    const answer = await call("GET", "/nothing/here", guest("http://localhost"));
    expectRefusal(answer, "general_route_not_found");
    expect(allowedOrigin(answer)).toBe("http://localhost");
  });
});

describe("the origin check", () => {
  test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])("covers %s", async (method) => {
    expectRefusal(await call(method, "/users", guest("http://evil.test")), "general_unknown_origin");
  });

  test("does not check the origin of a key, yet lets no foreign origin read the answer", async () => {
    const answer = await call("GET", "/users", { headers: { origin: "http://evil.test" } });
    expect(answer.status).toBe(200);
    expect(allowedOrigin(answer)).toBeNull();
  });

  test("comes after the project's", async () => {
    const answer = await call("GET", "/ping", guest("http://evil.test", { "x-appwrite-project": "other" }));
    expectRefusal(answer, "project_not_found");
  });
});

describe("OPTIONS", () => {
  test.each(["/users", "/users/x/prefs", "/nothing/here", "/"])("on %s is 204 without project or key", async (path) => {
    const headers = { origin: "http://anything.test", "x-appwrite-project": null };
    const answer = await call("OPTIONS", path, { key: null, headers });
    expect(answer.status).toBe(204);
    expect(answer.text).toBe("");
    expect(answer.headers.get("server")).toBe("Appwrite");
    expect(allowedOrigin(answer)).toBe("http://anything.test");
    expectCorsBlock(answer);
  });

  test("is typed as every 204 is: not JSON, not untyped", async () => {
    expect((await call("OPTIONS", "/users", guest("http://localhost"))).type).toBe("text/html; charset=UTF-8");
  });

  test("allows the headers of Sentry and OpenTelemetry where they are asked for, and no other beside the list", async () => {
    const preflight = (asked: string) =>
      call("OPTIONS", "/users", guest("http://localhost", { "access-control-request-headers": asked }));
    const allowed = async (asked: string) => (await preflight(asked)).headers.get("access-control-allow-headers");
    expect(await allowed("content-type, sentry-trace,baggage")).toBe(`${allowedHeaders}, sentry-trace, baggage`);
    expect(await allowed("TraceParent, tracestate")).toBe(`${allowedHeaders}, traceparent, tracestate`);
    expect(await allowed("x-anything, traceparents")).toBe(allowedHeaders);
  });

  test("outside /v1 is the same", async () => {
    expect((await call("OPTIONS", "http://rollcall.test/", guest("http://localhost"))).status).toBe(204);
  });

  test("without an origin names none", async () => {
    const answer = await call("OPTIONS", "/users", { key: null });
    expect(answer.status).toBe(204);
    expect(allowedOrigin(answer)).toBeNull();
  });
});

describe("ALLOWED_HOSTS", () => {
  const fetch = appWith({ ALLOWED_HOSTS: "app.example.com, *.example.org, localhost, [::1]" });
  test.each([
    ["https://app.example.com", true],
    ["http://app.example.com:8443", true],
    ["https://example.com", false],
    ["https://x.app.example.com", false],
    ["https://a.example.org", true],
    ["https://a.b.example.org", true],
    ["https://example.org", false],
    ["https://xexample.org", false],
    ["https://app.example.com.evil.test", false],
    ["http://localhost", true],
    ["http://[::1]:5173", true],
    ["http://127.0.0.1", false],
  ])("allows %s: %s", async (origin, isAllowed) => {
    const answer = await call("GET", "/ping", { ...guest(origin), fetch });
    if (!isAllowed) expectRefusal(answer, "general_unknown_origin");
    expect({ status: answer.status, allowed: allowedOrigin(answer) }).toEqual(
      isAllowed ? { status: 200, allowed: origin } : { status: 403, allowed: null },
    );
  });

  test.each([
    "appwrite-linux://",
    "capacitor://localhost",
    "tauri://localhost",
    "chrome-extension://abc",
    "safari-web-extension://0B1D2C3E-7F4A-4A52-9F5D-2F4C1F0E8A11",
  ])("allows %s only where it is listed, and echoes it unchanged", async (from) => {
    const answer = await call("GET", "/ping", { ...guest(from), fetch: appWith({ ALLOWED_HOSTS: `a.test, ${from}` }) });
    expect({ status: answer.status, allowed: allowedOrigin(answer) }).toEqual({ status: 200, allowed: from });
    const refused = await call("GET", "/ping", { ...guest(from), fetch });
    expectRefusal(refused, "general_unknown_origin");
    expect(allowedOrigin(refused)).toBeNull();
  });

  test("of `*` still echoes the origin itself", async () => {
    const answer = await call("GET", "/ping", { ...guest("https://any.test"), fetch: appWith({ ALLOWED_HOSTS: "*" }) });
    expect(allowedOrigin(answer)).toBe("https://any.test");
  });
});
