import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

describe("no route", () => {
  test.each([
    ["GET", "/nothing"],
    ["GET", "/user"],
    ["GET", "/Users"],
    ["GET", "/PING"],
    ["GET", "/users/x/y"],
    ["GET", "/users/x/prefs/y"],
    ["GET", "/users/x/name"],
    ["POST", "/users/x"],
    ["POST", "/users/argon2/x"],
    ["PUT", "/users"],
    ["PATCH", "/users"],
    ["DELETE", "/users"],
    ["PUT", "/users/x/name"],
    ["PATCH", "/users/x/labels"],
    ["DELETE", "/users/x/prefs"],
    ["POST", "/ping"],
    ["GET", "http://rollcall.test/users"],
    ["GET", "http://rollcall.test/v2/users"],
    ["GET", "http://rollcall.test/v1x/users"],
  ])("%s %s is a JSON 404", async (method, path) => {
    expectRefusal(await call(method, path), "general_route_not_found");
  });

  test("an unknown method is a JSON 404 too", async () => {
    expectRefusal(await call("PROPFIND", "/users"), "general_route_not_found");
  });

  test("an unknown key is refused before an unknown route", async () => {
    expectRefusal(await call("GET", "/nothing", { key: "standard_unknown" }), "user_unauthorized");
  });
});

describe("a path", () => {
  test.each(["/users/%/", "//users/%", "/users//%", "/users/%//", "/./users/%"])(
    "spelt %s is found",
    async (spelling) => {
      const userId = await createUser();
      const { body } = await call("GET", spelling.replace("%", userId));
      expect(body["$id"]).toBe(userId);
    },
  );

  test("with slashes before /v1 is found", async () => {
    expect((await call("GET", "http://rollcall.test//v1//ping//")).text).toBe("Pong!");
  });

  test("of a list may end in a slash, before its query string too", async () => {
    expect((await call("GET", "/users/?total=false")).body["total"]).toBe(0);
  });

  test("is decoded before the id is checked", async () => {
    const userId = await createUser({ userId: "a.b-c_d" });
    expect((await call("GET", "/users/%61%2Eb-c_d")).body["$id"]).toBe(userId);
  });

  test.each([
    "%2F",
    "a%2Fb",
    "a%00",
    "%20a",
    "%C3%A9",
    "%E0%A4%A",
    "%",
    "a%3Fb",
    "a%23b",
    "*",
    "~",
    "'",
    "a;b",
    "$a",
    "_a",
    "-a",
  ])("with the id %s is refused for the id", async (id) => {
    expectInvalid(await call("GET", `/users/${id}`), "userId");
  });

  test("prefers a literal segment to an id", async () => {
    const ids = ["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"];
    for (const id of ids) {
      // POST is the import, with its own parameters; GET is the user of that id.
      expectInvalid(await call("POST", `/users/${id}`, { body: { userId: fresh(), email: "!" } }), "email");
      expectRefusal(await call("GET", `/users/${id}`), "user_not_found");
      await createUser({ userId: id });
      expect((await call("GET", `/users/${id}`)).body["$id"]).toBe(id);
      expect((await call("DELETE", `/users/${id}`)).status).toBe(204);
    }
  });
});
