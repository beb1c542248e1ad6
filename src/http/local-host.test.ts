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
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.20",
    "169.254.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[febf::1]",
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
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "[2001:db8::1]",
    "[fec0::1]",
    "[::ffff:8.8.8.8]",
    "[::2]",
  ])("is %s", (host) => {
    expect(isPrivateHost(parsed(host))).toBe(false);
  });
});
