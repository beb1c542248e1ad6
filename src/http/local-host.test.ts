import { describe, expect, test } from "vitest";
import { isPrivateHost } from "./local-host.ts";

/** The host of a URL, in the parser's spelling. */
const parsed = (host: string): string => new URL(`http://${host}/`).hostname;

describe("a private host", () => {
  test.each([
    "localhost",
    "127.0.0.1",
    "127.1",
    "[::1]",
    "0.0.0.0",
    "[::]",
    "192.168.0.20",
    "203.0.113.7",
    "[fd12:3456::1]",
    "[2001:db8::1]",
    "rollcall",
    "host.docker.internal",
    "adas-laptop.local",
    "app.localhost",
    "rollcall.test",
    "nas.home.arpa",
  ])("is %s", (host) => {
    expect(isPrivateHost(parsed(host))).toBe(true);
  });
});

describe("a public host", () => {
  test.each([
    "rollcall.ada.workers.dev",
    "auth.example.com",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "10.example.com",
    "xlocal.com",
    "example.xlocal",
  ])("is %s", (host) => {
    expect(isPrivateHost(parsed(host))).toBe(false);
  });
});
