import { describe, expect, test } from "vitest";
import { type HostPattern, isAllowedOrigin, parseHostPatterns } from "./hosts.ts";

const patterns = (list: string): HostPattern[] => parseHostPatterns(list).filter((pattern) => pattern !== null);
const allows = (list: string, origin: string) =>
  isAllowedOrigin(origin, { allowedHosts: patterns(list), ownHost: "api.rollcall.test", allowsLoopback: false });
const allowsLocally = (origin: string) =>
  isAllowedOrigin(origin, { allowedHosts: [], ownHost: "localhost", allowsLoopback: true });

describe("parseHostPatterns", () => {
  test("reads exact hosts, hosts below one, and any", () => {
    expect(parseHostPatterns(" App.Example.com, *.example.org ,*,")).toEqual([
      { kind: "exact", host: "app.example.com" },
      { kind: "below", host: "example.org" },
      { kind: "any" },
    ]);
  });
  test("reads origins of apps and extensions, with a host or for the whole scheme", () => {
    expect(
      parseHostPatterns("Capacitor://localhost, chrome-extension://abc, moz-extension://, appwrite-linux://"),
    ).toEqual([
      { kind: "scheme", scheme: "capacitor", host: "localhost" },
      { kind: "scheme", scheme: "chrome-extension", host: "abc" },
      { kind: "scheme", scheme: "moz-extension", host: "" },
      { kind: "scheme", scheme: "appwrite-linux", host: "" },
    ]);
  });
  test("an empty list has no patterns", () => {
    expect(parseHostPatterns("")).toEqual([]);
    expect(parseHostPatterns(" , ")).toEqual([]);
  });
  test.each([
    "https://example.com",
    "http://",
    "https://localhost",
    "example.com:80",
    "a.*.com",
    "*example.com",
    "**",
    "a..b",
    ".a",
    "a b",
    "é.com",
    "://a",
    "*://a",
    "capacitor://*",
    "capacitor:localhost",
    "capacitor://localhost/path",
    "chrome-extension://a@b",
  ])("%j is invalid", (entry) => {
    expect(parseHostPatterns(entry)).toEqual([null]);
  });
});

describe("isAllowedOrigin", () => {
  test.each([
    "http://localhost",
    "https://localhost",
    "http://localhost:3000",
    "http://127.0.0.1",
    "http://127.0.0.1:8080",
    "http://[::1]",
    "http://[::1]:5173",
  ])("allows the loopback spelling %s on that machine only, or where it is listed", (origin) => {
    expect(allowsLocally(origin)).toBe(true);
    expect(allows("", origin)).toBe(false);
    expect(allows("localhost, 127.0.0.1, [::1]", origin)).toBe(true);
  });

  test.each([
    "http://127.0.0.2",
    "http://[0:0:0:0:0:0:0:1]",
    "http://localhost.",
    "http://xlocalhost",
    "http://127.0.0.1.example.com",
    "http://[::1].evil.com",
    "http://localhost.evil.com",
    "http://localhost@evil.com",
    "http://evil.com/localhost",
    "http://evil.com?localhost",
    "http://2130706433",
    "http://127.1",
    "http://0.0.0.0",
    "http://[::ffff:127.0.0.1]",
    "http://localhost:3000:1",
    "ftp://localhost",
    "appwrite-ios://localhost",
    "localhost",
    "//localhost",
    "null",
    "",
    "*",
  ])("does not allow the look-alike %j", (origin) => {
    expect(allowsLocally(origin)).toBe(false);
  });

  test("allows no app of the name `localhost` unless it is listed", () => {
    expect(allowsLocally("appwrite-ios://localhost")).toBe(false);
    expect(allows("localhost", "appwrite-ios://localhost")).toBe(true);
  });

  test("allows the host of the request, and no other", () => {
    expect(allows("", "https://api.rollcall.test")).toBe(true);
    expect(allows("", "https://rollcall.test")).toBe(false);
    expect(allows("", "https://xapi.rollcall.test")).toBe(false);
  });
  test("an exact pattern allows its host with any port", () => {
    expect(allows("app.example.com", "https://app.example.com")).toBe(true);
    expect(allows("app.example.com", "http://app.example.com:8443")).toBe(true);
    expect(allows("app.example.com", "https://www.app.example.com")).toBe(false);
    expect(allows("app.example.com", "https://app.example.com.evil.com")).toBe(false);
    expect(allows("app.example.com", "https://appxexample.com")).toBe(false);
  });
  test("a wildcard allows every host below, at any depth, and not the host itself", () => {
    expect(allows("*.example.com", "https://a.example.com")).toBe(true);
    expect(allows("*.example.com", "https://a.b.example.com")).toBe(true);
    expect(allows("*.example.com", "https://example.com")).toBe(false);
    expect(allows("*.example.com", "https://xexample.com")).toBe(false);
  });
  test("an app on a phone or a desktop is allowed only if its name is listed", () => {
    expect(allows("com.acme.my_app", "appwrite-android://com.acme.my_app")).toBe(true);
    expect(allows("*.acme.com", "appwrite-ios://app.acme.com")).toBe(true);
    expect(allows("com.acme.app", "appwrite-ios://com.acme.app.evil")).toBe(false);
    expect(allows("com.acme.app", "appwrite-ios://com.evil/com.acme.app")).toBe(false);
    expect(allows("com.acme.app", "appwrite-ios:com.acme.app")).toBe(false);
    expect(allows("com.acme.app", "evil-ios://com.acme.app")).toBe(false);
    expect(allows("", "appwrite-ios://api.rollcall.test")).toBe(false);
  });
  test.each([
    ["appwrite-linux://", "appwrite-linux://"],
    ["appwrite-windows://", "appwrite-windows://"],
    ["appwrite-windows://", "appwrite-windows://com.acme.app"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["ionic://localhost", "ionic://localhost"],
    ["tauri://localhost", "tauri://localhost"],
    ["chrome-extension://abc", "chrome-extension://abc"],
    ["moz-extension://", "moz-extension://0b1d2c3e-7f4a-4a52-9f5d-2f4c1f0e8a11"],
    ["safari-web-extension://", "safari-web-extension://0b1d2c3e-7f4a-4a52-9f5d-2f4c1f0e8a11"],
  ])("%s in the list allows %s, which nothing else does", (entry, origin) => {
    expect(allows(entry, origin)).toBe(true);
    expect(allows(`a.test, ${entry}`, origin)).toBe(true);
    expect(allows("*", origin)).toBe(true);
    expect(allows("", origin)).toBe(false);
    expect(allows("localhost, abc, *.test", origin)).toBe(false);
  });
  test.each([
    ["chrome-extension://abc", "chrome-extension://abcd"],
    ["chrome-extension://abc", "moz-extension://abc"],
    ["chrome-extension://abc", "https://abc"],
    ["capacitor://localhost", "capacitor://localhost.evil.test"],
    ["capacitor://localhost", "capacitor://evil@localhost"],
    ["capacitor://localhost", "xcapacitor://localhost"],
    ["appwrite-linux://", "appwrite-windows://"],
    ["moz-extension://", "https://evil.test"],
  ])("%s in the list does not allow %s", (entry, origin) => {
    expect(allows(entry, origin)).toBe(false);
  });
  test("`*` allows every host, app and extension, but not the origin `null`", () => {
    expect(allows("*", "https://anything.test")).toBe(true);
    expect(allows("*", "null")).toBe(false);
    expect(allows("*", "https://a@b.test")).toBe(false);
  });
});
