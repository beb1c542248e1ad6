/** Paths, headers and methods. */
import * as fc from "fast-check";
import { anyText } from "./values.ts";

const segments = fc.oneof(
  fc.constantFrom("users", "users", "v1", "health", "prefs", "verification", "victim", "openapi.json", "ping", "md5"),
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
    "__proto__",
    "*",
    "x".repeat(8_000),
  ),
  // Printable ASCII: workerd warns of every other byte, on lines of its own.
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }).map((text) => text.trim()),
);
export const hostileEdge = fc.record({
  method: fc.constantFrom("GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
  path: fc.array(segments, { maxLength: 5 }).map((parts) => `/${parts.join("/")}`),
  query: fc.option(
    anyText.map((text) => encodeURIComponent(text.toWellFormed())),
    { nil: "" },
  ),
  headers: fc.dictionary(fc.constantFrom(...headerNames), headerValue, { maxKeys: 4 }),
  body: fc.option(anyText, { nil: undefined }),
});
