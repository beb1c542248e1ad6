import { describe, expect, test } from "vitest";
import { PathRouter } from "./path-router.ts";

const router = new PathRouter<string>();
router.add("ALL", "/*", "first");
router.add("GET", "/", "home");
router.add("ALL", "/*", "second");
router.add("GET", "/v1/users", "list");
router.add("GET", "/v1/users/prefs", "literal");
router.add("GET", "/v1/users/:userId", "one");
router.add("POST", "/v1/users", "create");
router.add("GET", "/v1/users/:userId/sessions/:sessionId", "session");
router.add("ALL", "/*", "third");

const handlersOf = (method: string, path: string) => router.match(method, path)[0].map(([handler]) => handler);

describe("a match", () => {
  test("has the handlers in the order in which they were added", () => {
    expect(handlersOf("GET", "/")).toEqual(["first", "home", "second", "third"]);
    expect(handlersOf("GET", "/v1/users")).toEqual(["first", "second", "list", "third"]);
    expect(handlersOf("GET", "/v1/users/prefs")).toEqual(["first", "second", "literal", "one", "third"]);
  });

  test("distinguishes methods", () => {
    expect(handlersOf("POST", "/v1/users")).toEqual(["first", "second", "create", "third"]);
  });

  test.each([
    ["GET", "/v1"],
    ["GET", "/v1/teams"],
    ["GET", "/v1/users/a/sessions"],
    ["GET", "/v1/users/a/sessions/b/c"],
    ["DELETE", "/v1/users"],
  ])("of %s %s has only the handlers of every path", (method, path) => {
    expect(handlersOf(method, path)).toEqual(["first", "second", "third"]);
  });

  test("has the parameters of each handler, as they are in the path", () => {
    const found = router.match("GET", "/v1/users/a%2Fb/sessions/__proto__")[0];
    expect(found.map(([handler, params]) => [handler, Object.entries(params)])).toEqual([
      ["first", []],
      ["second", []],
      [
        "session",
        [
          ["userId", "a%2Fb"],
          ["sessionId", "__proto__"],
        ],
      ],
      ["third", []],
    ]);
  });

  test("reads a segment that looks like a parameter's name", () => {
    const [, , one] = router.match("GET", "/v1/users/:userId")[0];
    expect(one).toEqual(["one", { userId: ":userId" }]);
  });
});

test.each(["/v1/*", "/v1/:id{[0-9]+}", "/v1/:id?"])("refuses %s", (path) => {
  expect(() => new PathRouter<string>().add("GET", path, "x")).toThrow(path);
});

test("refuses a handler of all methods for one path", () => {
  expect(() => new PathRouter<string>().add("ALL", "/v1", "x")).toThrow("/v1");
});
