/** The hosts of a Worker: those of PUBLIC_URL and of LOCAL (docs/spec/requests.md#host). */
import { env } from "cloudflare:workers";
import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { linkTo } from "../account/messages.ts";
import { cookieOf, guest } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { withGitHub } from "../oauth2-flow/people.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

withGitHub();

const PUBLIC_URL = "https://auth.example.com";
const fetch = appWith({ PUBLIC_URL });
/** A request as from a proxy that ends TLS: under the public host. */
const base = "http://auth.example.com";

describe("PUBLIC_URL", () => {
  test.each([
    "http://rollcall.test",
    "https://rollcall.ada.workers.dev",
    "http://localhost:8787",
    "https://auth.example.com:8443",
    "https://xauth.example.com",
  ])("refuses all requests to %s, and names the right host", async (other) => {
    for (const path of ["/v1/ping", "/v1/users", "/v1/health/version", "/v1/nothing", "/"]) {
      const answer = await call("GET", `${other}${path}`, { fetch });
      expectRefusal(answer, "router_host_not_found");
      expect([answer.status, answer.body["message"]]).toEqual([421, expect.stringContaining(PUBLIC_URL)]);
    }
  });

  test("serves its own host, by http too where TLS ends before the Worker", async () => {
    for (const origin of [PUBLIC_URL, base]) {
      expect(await call("GET", `${origin}/v1/ping`, { fetch })).toMatchObject({ status: 200, text: "Pong!" });
    }
  });

  test("is the host of web apps that may call, and the origin of cookies", async () => {
    const email = `${fresh("public")}@psg.fr`;
    const [userId, password] = [await createUser({ email, password: "password-1" }), "password-1"];
    const answer = await call("POST", `${base}/v1/account/sessions/email`, {
      ...guest({ origin: PUBLIC_URL }),
      body: { email, password },
      fetch,
    });
    expect(answer).toMatchObject({ status: 201, body: { userId } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(PUBLIC_URL);
    expect(answer.headers.get("strict-transport-security")).not.toBeNull();
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/; Domain=\.auth\.example\.com; .*; Secure; HttpOnly/);
    }
    const { body } = await call("GET", `${base}/v1/account`, {
      ...guest({ cookie: `a_session_${env.PROJECT_ID}=${encodeURIComponent(cookieOf(answer))}` }),
      fetch,
    });
    expect(body["$id"]).toBe(userId);
  });

  test("is where links lead, and where they may lead", async () => {
    const ask = (body: object) =>
      call("POST", `${base}/v1/account/tokens/magic-url`, { ...guest(), fetch, body: { userId: fresh(), ...body } });
    const [mine, theirs] = [`${fresh("public")}@psg.fr`, `${fresh("public")}@psg.fr`];
    expect((await ask({ email: mine })).status).toBe(201);
    expect((await linkTo(mine)).origin).toBe(PUBLIC_URL);
    expect((await ask({ email: theirs, url: `${PUBLIC_URL}/welcome` })).status).toBe(201);
    expectInvalid(await ask({ email: theirs, url: "https://rollcall.test/" }), "url");
  });

  test("is the origin of OAuth2 callbacks", async () => {
    const { headers } = await call("GET", `${base}/v1/account/sessions/oauth2/github`, { ...guest(), fetch });
    const redirectUri = new URL(headers.get("location") ?? "").searchParams.get("redirect_uri");
    expect(redirectUri).toBe(`${PUBLIC_URL}/v1/account/sessions/oauth2/callback/github/${env.PROJECT_ID}`);
  });

  test("is the issuer of JWTs; existing ones stay valid", async () => {
    const userId = await createUser();
    const jwtOf = async (origin: string, app?: typeof fetch) => {
      const { body } = await call("POST", `${origin}/v1/users/${userId}/jwts`, app === undefined ? {} : { fetch: app });
      return String(body["jwt"]);
    };
    const [before, after] = [await jwtOf("http://rollcall.test"), await jwtOf(base, fetch)];
    expect([before, after].map((jwt) => decodeJwt(jwt).iss)).toEqual(["http://rollcall.test/v1", `${PUBLIC_URL}/v1`]);
    for (const jwt of [before, after]) {
      const { body } = await call("GET", `${base}/v1/account`, { ...guest({ "x-appwrite-jwt": jwt }), fetch });
      expect(body["$id"]).toBe(userId);
    }
  });
});

describe("LOCAL", () => {
  const local = appWith({ LOCAL: "on" });

  test.each(["localhost:8787", "127.0.0.1:8787", "[::1]:8787", "192.168.0.20:8787", "rollcall:8787", "adas.local"])(
    "serves %s",
    async (host) => {
      expect(await call("GET", `http://${host}/v1/ping`, { fetch: local })).toMatchObject({ text: "Pong!" });
    },
  );

  test.each(["rollcall.ada.workers.dev", "auth.example.com", "127.0.0.1.example.com"])(
    "refuses to serve the public host %s, and says how to mend that",
    async (host) => {
      for (const path of ["/v1/ping", "/v1/users", "/"]) {
        const answer = await call("GET", `https://${host}${path}`, { fetch: local });
        expectRefusal(answer, "router_host_not_found");
        expect(answer.body["message"]).toContain("Remove LOCAL from the variables of a deployment.");
      }
    },
  );

  test("refuses it where PUBLIC_URL names it, too", async () => {
    const both = appWith({ LOCAL: "on", PUBLIC_URL });
    expectRefusal(await call("GET", `${PUBLIC_URL}/v1/ping`, { fetch: both }), "router_host_not_found");
  });
});
