import { expect, test } from "vitest";
import { isPrivateHost } from "./private.ts";

const hostOf = (url: string) => new URL(url).hostname;

test.each([
  "https://127.0.0.1",
  "https://127.1",
  "https://2130706433",
  "https://0x7f.1",
  "https://10.1.2.3",
  "https://100.64.0.1",
  "https://169.254.169.254",
  "https://172.31.255.255",
  "https://192.168.0.1",
  "https://224.0.0.1",
  "https://255.255.255.255",
  "https://[::1]",
  "https://[::ffff:10.0.0.1]",
  "https://[fd00::1]",
  "https://[fe80::1]",
  "https://localhost",
  "https://LOCALHOST.",
  "https://printer",
  "https://db.internal",
  "https://a.localhost",
])("%s is private", (url) => {
  expect(isPrivateHost(hostOf(url))).toBe(true);
});

test.each([
  "https://example.com",
  "https://172.32.0.1",
  "https://100.128.0.1",
  "https://11.0.0.1",
  "https://[2606:4700::1111]",
  "https://localhost.example.com",
])("%s is public", (url) => {
  expect(isPrivateHost(hostOf(url))).toBe(false);
});
