/** The configuration of an OpenID provider, and the checks on it. */
import { describe, expect, test } from "vitest";
import { discover } from "../../src/lib/oauth2/discovery.ts";
import { configuration, fakeWeb, now } from "./provider.ts";

const home = "https://id.example/tenant/.well-known/openid-configuration";

const read = async (changed: object, url = home) =>
  discover(fakeWeb({ [url]: { ...configuration, ...changed } }).web, url, now);

describe("a configuration", () => {
  test("gives the endpoints", async () => {
    const found = await read({});
    expect(found).toEqual({
      ok: true,
      value: {
        authorization: "https://id.example/tenant/authorize?tenant=1",
        token: "https://id.example/tenant/token",
        userInfo: "https://id.example/tenant/userinfo",
        openId: { jwks: "https://id.example/tenant/keys", isIssuer: expect.any(Function) },
        clientAuthentication: "basic",
      },
    });
    const isIssuer = found.ok ? found.value.openId?.isIssuer : undefined;
    expect([isIssuer?.({ iss: configuration.issuer }), isIssuer?.({ iss: "https://id.example" })]).toEqual([
      true,
      false,
    ]);
  });

  test("may lack a userinfo endpoint", async () => {
    expect(await read({ userinfo_endpoint: undefined })).toMatchObject({ ok: true, value: { userInfo: null } });
  });

  test.each([
    [["client_secret_basic", "client_secret_post"], "basic"],
    [["client_secret_post", "private_key_jwt"], "post"],
  ])("with %j sends the secret as %s", async (methods, clientAuthentication) => {
    expect(await read({ token_endpoint_auth_methods_supported: methods })).toMatchObject({
      value: { clientAuthentication },
    });
  });

  test.each(["https://id.example/", "https://id.example"])("of the issuer %s is at its root", async (issuer) => {
    expect(await read({ issuer }, "https://id.example/.well-known/openid-configuration")).toMatchObject({ ok: true });
  });

  test("of a provider on this machine may do without TLS", async () => {
    const local = Object.fromEntries(
      Object.entries(configuration).map(([name, url]) => [
        name,
        url.replace("https://id.example", "http://localhost:1"),
      ]),
    );
    expect(await read(local, "http://localhost:1/tenant/.well-known/openid-configuration")).toMatchObject({ ok: true });
  });

  test("is read once an hour", async () => {
    const { asked, web } = fakeWeb({ [home]: configuration });
    for (const at of [now, now + 3_599_999, now + 3_600_000]) await discover(web, home, at);
    expect(asked.map(({ method, url }) => [method, url])).toEqual([
      ["GET", home],
      ["GET", home],
    ]);
  });
});

describe("a configuration is refused", () => {
  test.each([
    "https://evil.example/tenant",
    "https://id.example",
    "https://id.example/tenant/x",
    "",
    "id.example/tenant",
  ])("of another issuer: %j", async (issuer) => {
    expect(await read({ issuer })).toEqual({
      ok: false,
      error: { kind: "untrusted", detail: "discovery: another issuer" },
    });
  });

  test.each(["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])(
    "with a %s that is not allowed",
    async (name) => {
      const urls = [
        "http://id.example/",
        "http://localhost/",
        "https://127.0.0.1/",
        "file:///",
        "/a",
        "https://a@b.example",
      ];
      for (const url of urls) {
        expect({ url, ...(await read({ [name]: url })) }).toMatchObject({ url, error: { kind: "untrusted" } });
      }
    },
  );

  test.each(["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])("without %s", async (name) => {
    for (const value of [undefined, null, 1]) {
      expect(await read({ [name]: value })).toMatchObject({ error: { kind: "unreadable" } });
    }
  });

  test("of a provider that accepts no client secrets", async () => {
    const methods = { token_endpoint_auth_methods_supported: ["private_key_jwt", "none"] };
    expect(await read(methods)).toMatchObject({ error: { kind: "unconfigured" } });
  });

  test.each(["http://id.example/.well-known/openid-configuration", "ftp://id.example", "x"])("at %s", async (url) => {
    expect(await read({}, url)).toMatchObject({ error: { kind: "unconfigured" } });
  });
});
