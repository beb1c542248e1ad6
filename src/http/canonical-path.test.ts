import { expect, test } from "vitest";
import { canonicalPath } from "./canonical-path.ts";

test.each([
  ["", "/"],
  ["/", "/"],
  ["/v1", "/v1"],
  ["/v1/", "/v1"],
  ["//v1///users//", "/v1/users"],
  ["/v1/users?search=/a//b", "/v1/users"],
  ["/v1/users#a", "/v1/users"],
  ["/v1/users?a#/b", "/v1/users"],
  ["/v1/users/a.b~c-_", "/v1/users/a.b~c-_"],
  ["/v1/./users", "/v1/users"],
  ["/v1/teams/../users", "/v1/users"],
  ["/v1/%2e%2e/users", "/users"],
  ["/v1/a%20b", "/v1/a%20b"],
  ["/v1/é", "/v1/%C3%A9"],
  ["/v1\\\\users", "/v1/users"],
  ["/.well-known", "/.well-known"],
])("routes %j as %j", (path, expected) => {
  for (const origin of ["https://rollcall.test", "http://127.0.0.1:8787", "http://[::1]"]) {
    expect(canonicalPath({ url: origin + path })).toBe(expected);
  }
});
