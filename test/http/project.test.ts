import { describe, expect, test } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createKey } from "../harness/keys.ts";

/** A project header, or none. */
const header = (project: string | null, key: string | null = null) => ({
  key,
  headers: { "x-appwrite-project": project },
});

describe("a guest's GET", () => {
  test.each([
    ["the header", "/ping", "rollcall"],
    ["the query, without a header", "/ping?project=rollcall", null],
    ["the query before the header", "/ping?project=rollcall", "other"],
    ["the header, when the query's is empty", "/ping?project=", "rollcall"],
    ["the header, when the query's is no text", "/ping?project[]=other", "rollcall"],
  ])("finds its project in %s", async (_, path, project) => {
    expect(await call("GET", path, header(project))).toMatchObject({ status: 200, text: "Pong!" });
  });

  test.each([
    ["in the header", "/ping", "other"],
    ["in the query, regardless of the header", "/ping?project=other", "rollcall"],
    ["in another case", "/ping", "Rollcall"],
    ["that is the console", "/ping", "console"],
    ["that is the console, in the query", "/ping?project=console", "rollcall"],
    ["nowhere", "/ping", null],
    ["that is empty", "/ping", ""],
  ])("with a project %s is refused", async (_, path, project) => {
    expectRefusal(await call("GET", path, header(project)), "project_not_found");
  });
});

describe("a guest's POST", () => {
  const post = (path: string, project: string | null, body: object = {}) =>
    call("POST", path, { ...header(project), body });

  test.each([
    ["the body", "/users", null, { project: "rollcall" }],
    ["the body before the header", "/users", "other", { project: "rollcall" }],
    ["the header", "/users", "rollcall", {}],
    ["the header before the query", "/users?project=other", "rollcall", {}],
    ["the query, at last", "/users?project=rollcall", null, {}],
  ])("finds its project in %s", async (_, path, project, body) => {
    expectRefusal(await post(path, project, body), "general_unauthorized_scope");
  });

  test.each([
    ["in the body, regardless of the header", "/users", "rollcall", { project: "other" }],
    ["in the query, when nothing else names one", "/users?project=other", null, {}],
    ["nowhere", "/users", null, {}],
    ["that is the console", "/users", "rollcall", { project: "console" }],
  ])("with a project %s is refused", async (_, path, project, body) => {
    expectRefusal(await post(path, project, body), "project_not_found");
  });
});

describe("a key", () => {
  test("must name its project in the header", async () => {
    const key = await createKey({ scopes: ["users.read", "users.write"] });
    expectRefusal(await call("GET", "/users", header(null, key)), "project_id_missing");
    expectRefusal(await call("GET", "/users", header("", key)), "project_id_missing");
    expectRefusal(await call("GET", "/users?project=rollcall", header(null, key)), "project_id_missing");
    expectRefusal(await call("GET", "/users?project=rollcall", header("other", key)), "project_id_missing");
    const posted = await call("POST", "/users", { ...header(null, key), body: { project: "rollcall" } });
    expectRefusal(posted, "project_id_missing");
  });

  test("for a project that is not served is refused for the project", async () => {
    const key = await createKey({ scopes: ["users.read"] });
    expectRefusal(await call("GET", "/users", header("other", key)), "project_not_found");
    expectRefusal(await call("GET", "/users?project=other", header("rollcall", key)), "project_not_found");
  });

  test("is checked after the project, whether or not it is known", async () => {
    expectRefusal(await call("GET", "/users", header("other", "standard_unknown")), "project_not_found");
    expectRefusal(await call("GET", "/users", header(null, "standard_unknown")), "project_id_missing");
  });
});

test("the project comes before the route", async () => {
  expectRefusal(await call("GET", "/nothing", header("other")), "project_not_found");
  expectRefusal(await call("GET", "/nothing", header("rollcall")), "general_route_not_found");
});

test("`project` is no parameter of an operation", async () => {
  expectMissing(await call("POST", "/users", { body: { project: "rollcall" } }), "userId");
});

test("PROJECT_ID names the one project that is served", async () => {
  const fetch = appWith({ PROJECT_ID: "shop" });
  expect(await call("GET", "/ping", { ...header("shop"), fetch })).toMatchObject({ text: "Pong!" });
  expectRefusal(await call("GET", "/ping", { ...header("rollcall"), fetch }), "project_not_found");
});
