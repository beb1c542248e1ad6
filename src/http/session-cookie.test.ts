import { describe, expect, test } from "vitest";
import { toSessionValue } from "../domain/context/index.ts";
import { fallbackCookies, parseSessionValue, readSessionValue, sessionCookies } from "./session-cookie.ts";

const vector = "eyJpZCI6ImlkIiwic2VjcmV0Ijoic2VjcmV0In0=";

describe("a session's value", () => {
  // docs/spec/models.md#session-secret
  test("is the specification's example", () => {
    expect(toSessionValue({ userId: "id", secret: "secret" })).toBe(vector);
  });

  test("is read back, whatever its padding", () => {
    for (const userId of ["a", "ab", "abc"]) {
      const presented = { userId, secret: "0123456789abcdef".repeat(16) };
      expect(parseSessionValue(toSessionValue(presented))).toEqual(presented);
    }
  });

  const encode = (text: string) => Buffer.from(text).toString("base64");
  test.each([
    ["nothing", ""],
    ["no base64", "%%%"],
    ["text", encode("id:secret")],
    ["a list", encode('["id","secret"]')],
    ["null", encode("null")],
    ["an object without an id", encode('{"secret":"s"}')],
    ["an object without a secret", encode('{"id":"a"}')],
    ["an empty id", encode('{"id":"","secret":"s"}')],
    ["an empty secret", encode('{"id":"a","secret":""}')],
    ["an id that is no text", encode('{"id":1,"secret":"s"}')],
    ["a secret that is no text", encode('{"id":"a","secret":["s"]}')],
    ["the value of deleted cookies", "deleted"],
    ["half a value", vector.slice(0, 20)],
    ["a value that is too long", encode(JSON.stringify({ id: "a", secret: "s".repeat(1_024) }))],
  ])("is not %s", (_, value) => {
    expect(parseSessionValue(value)).toBeNull();
  });

  test("with anything behind it is invalid, whatever its padding", () => {
    for (const userId of ["a", "ab", "abc"]) {
      const value = toSessionValue({ userId, secret: "s" });
      expect(parseSessionValue(`${value}xx`), value).toBeNull();
    }
  });
});

describe("the value of a request", () => {
  const nothing = { cookie: undefined, session: undefined, fallback: undefined };
  const everything = {
    cookie: "a_session_p=modern; a_session_p_legacy=legacy",
    session: "header",
    fallback: '{"a_session_p":"fallback"}',
  };
  const read = (headers: Partial<Record<keyof typeof nothing, string>>) =>
    readSessionValue({ ...nothing, ...headers }, "p");

  test("is the cookie's, then its legacy twin's, then the header's, then the fallback's", () => {
    expect(read(everything)).toEqual({ value: "modern", isFallback: false });
    expect(read({ ...everything, cookie: "a_session_p_legacy=legacy" })).toEqual({
      value: "legacy",
      isFallback: false,
    });
    expect(read({ ...everything, cookie: "a=b" })).toEqual({ value: "header", isFallback: false });
    expect(read({ fallback: everything.fallback })).toEqual({ value: "fallback", isFallback: true });
    expect(read({})).toEqual({ value: "", isFallback: true });
  });

  test("skips empty values, at every step", () => {
    expect(read({ ...everything, cookie: "a_session_p=; a_session_p_legacy=legacy" }).value).toBe("legacy");
    expect(read({ ...everything, cookie: "a_session_p=; a_session_p_legacy=" }).value).toBe("header");
    expect(read({ ...everything, cookie: "", session: "" }).value).toBe("fallback");
  });

  test("is percent-decoded from a cookie, and taken as it is where that is malformed", () => {
    expect(read({ cookie: "a_session_p=a%2Bb%2Fc%3D%3D" }).value).toBe("a+b/c==");
    expect(read({ cookie: "a_session_p=a+b/c==" }).value).toBe("a+b/c==");
    expect(read({ cookie: "a_session_p=100%" }).value).toBe("100%");
  });

  test("is found among other cookies, and is not those of other projects", () => {
    expect(read({ cookie: "x=1;a_session_p=mine ; y=2" }).value).toBe("mine");
    expect(read({ cookie: "a_session_q=other; a_session_pp=other; xa_session_p=other; A_SESSION_P=other" }).value).toBe(
      "",
    );
  });

  test.each(["", "{", "[]", "null", '"a_session_p"', '{"a_session_q":"v"}', '{"a_session_p":1}', '{"a_session_p":{}}'])(
    "is not in the fallback %j",
    (fallback) => {
      expect(read({ fallback })).toEqual({ value: "", isFallback: true });
    },
  );

  test("ignores inherited properties", () => {
    expect(readSessionValue({ ...nothing, fallback: '{"__proto__":{"a_session_p":"v"}}' }, "p").value).toBe("");
  });
});

describe("the cookies", () => {
  const noon = Date.UTC(2026, 10, 1, 12);
  const cookies = (url: string, value = "v", expire: number | null = noon + 90_500) =>
    sessionCookies("p", new URL(url), value, expire, noon);
  const lived = "Expires=Sun, 01 Nov 2026 12:01:30 GMT; Max-Age=90; Path=/";

  test("are two, of which the modern one may cross sites", () => {
    expect(cookies("http://localhost:8787/v1/account")).toEqual([
      `a_session_p_legacy=v; ${lived}; HttpOnly`,
      `a_session_p=v; ${lived}; HttpOnly; SameSite=None`,
    ]);
  });

  test("are secure over https", () => {
    expect(cookies("https://localhost/")).toEqual([
      `a_session_p_legacy=v; ${lived}; Secure; HttpOnly`,
      `a_session_p=v; ${lived}; Secure; HttpOnly; SameSite=None`,
    ]);
  });

  test("belong to the host's domain, port aside", () => {
    expect(cookies("https://api.example.com:8443/")).toEqual([
      `a_session_p_legacy=v; Domain=.api.example.com; ${lived}; Secure; HttpOnly`,
      `a_session_p=v; Domain=.api.example.com; ${lived}; Secure; HttpOnly; SameSite=None`,
    ]);
  });

  test.each(["http://127.0.0.1:8787/", "http://192.0.2.7/", "http://[::1]:8787/", "http://intranet/"])(
    "name no domain at %s",
    (url) => {
      expect(cookies(url)[0]).toBe(`a_session_p_legacy=v; ${lived}; HttpOnly`);
    },
  );

  test("carry the value percent-encoded", () => {
    expect(cookies("http://localhost/", "a+b/c==")[1]).toMatch(/^a_session_p=a%2Bb%2Fc%3D%3D; /);
  });

  test("expire in the past when the session has ended", () => {
    const past = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly";
    expect(cookies("http://localhost/", "deleted", null)).toEqual([
      `a_session_p_legacy=deleted; ${past}`,
      `a_session_p=deleted; ${past}; SameSite=None`,
    ]);
  });

  test("never have a negative lifetime", () => {
    expect(cookies("http://localhost/", "v", noon - 5_000)[0]).toContain("; Max-Age=0; ");
  });
});

describe("the fallback header", () => {
  const standIn = '{"a_session_p":"v"}';

  test.each([
    ["api.example.com", "https://api.example.com", null],
    ["api.example.com", "https://API.example.com:3000/page", null],
    ["api.example.com", "https://example.com", null],
    ["example.com", "https://app.example.com", null],
    ["api.example.com", "https://app.example.com", standIn],
    ["example.com", "https://badexample.com", standIn],
    ["api.example.com", "https://example.org", standIn],
    ["api.example.com", undefined, standIn],
    ["api.example.com", "null", standIn],
    ["localhost", "http://localhost:3000", standIn],
    ["127.0.0.1", "http://127.0.0.1", standIn],
    ["api.example.com", "http://com", standIn],
  ])("on %s, for %s, is %s", (host, from, expected) => {
    expect(fallbackCookies("p", host, from, "v")).toBe(expected);
  });

  test("is an empty list when a session has ended", () => {
    expect(fallbackCookies("p", "localhost", undefined, null)).toBe("[]");
    expect(fallbackCookies("p", "example.com", "https://example.com", null)).toBeNull();
  });
});
