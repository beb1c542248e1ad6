import { describe, expect, test } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

/** An unparsed body, with a type. */
const raw = (body: string | Uint8Array | ReadableStream, type: string | null) => ({
  body,
  headers: { "content-type": type },
});
const notJson = "The request body is not JSON of at most 512 levels.";
const noObject = "The request body must be a JSON object.";
const create = (body: string, type: string | null = "application/json") => call("POST", "/users", raw(body, type));

describe("a JSON body", () => {
  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    " application/json ; x=y",
  ])("is read under the type %j", async (type) => {
    const userId = fresh();
    expect(await create(JSON.stringify({ userId, name: "Zoë 😀" }), type)).toMatchObject({
      status: 201,
      body: { $id: userId, name: "Zoë 😀" },
    });
  });

  test.each([
    ["empty", "", undefined],
    ["cut off", '{"userId":"x"', notJson],
    ["no JSON", "userId=x", notJson],
    ["single-quoted", "{'userId':'x'}", notJson],
    ["with a trailing comma", '{"userId":"x",}', notJson],
    ["two objects", '{"userId":"x"}{}', notJson],
    ["null", "null", noObject],
    ["a text", '"userId"', noObject],
    ["a number", "1", noObject],
    ["true", "true", noObject],
    ["the empty list", "[]", undefined],
    ["a list", '[{"userId":"x"}]', "The request body must be a JSON object, not a list."],
    ["an empty object", "{}", undefined],
  ])("that is %s has no parameters", async (_, body, flaw) => {
    expectMissing(await create(body), "userId", flaw);
  });

  test("that is an empty list is accepted where there are no parameters", async () => {
    const userId = await createUser();
    expect((await call("DELETE", `/users/${userId}`, raw("[]", "application/json"))).status).toBe(204);
  });

  test("keeps the last of a repeated key", async () => {
    const userId = fresh();
    expect((await create(`{"userId":"!","userId":"${userId}"}`)).body["$id"]).toBe(userId);
  });

  test("may carry unknown keys, also those that objects have already", async () => {
    const userId = fresh();
    const body = `{"userId":"${userId}","extra":1,"__proto__":{"name":"x"},"constructor":"y","toString":"z"}`;
    expect(await create(body)).toMatchObject({ status: 201, body: { name: "" } });
  });

  test("does not take a parameter from a prototype", async () => {
    expectMissing(await create('{"__proto__":{"userId":"stolen"}}'), "userId");
  });

  test("nests 512 levels deep and no deeper", async () => {
    const userId = await createUser();
    const prefs = (levels: number) => {
      // The body and prefs are the two outermost levels.
      const lists = levels - 2;
      return raw(`{"prefs":{"a":${"[".repeat(lists)}${"]".repeat(lists)}}}`, "application/json");
    };
    expect((await call("PATCH", `/users/${userId}/prefs`, prefs(512))).status).toBe(200);
    expectMissing(await call("PATCH", `/users/${userId}/prefs`, prefs(513)), "prefs", notJson);
    expectMissing(await call("PATCH", `/users/${userId}/prefs`, prefs(100_000)), "prefs", notJson);
  });

  test("does not count brackets within strings as depth", async () => {
    const userId = await createUser();
    const prefs = { a: `${"[".repeat(600)}"\\` };
    expect((await call("PATCH", `/users/${userId}/prefs`, { body: { prefs } })).body).toEqual(prefs);
  });
});

describe("a form", () => {
  const urlencoded = "application/x-www-form-urlencoded";

  test.each([urlencoded, `${urlencoded}; charset=utf-8`])("is read under the type %j", async (type) => {
    const userId = fresh();
    expect(await create(`userId=${userId}&name=Ann+Lee%20%C3%A9`, type)).toMatchObject({
      status: 201,
      body: { $id: userId, name: "Ann Lee é" },
    });
  });

  test("is read as multipart too", async () => {
    const form = new FormData();
    const userId = fresh();
    form.set("userId", userId);
    form.set("name", "Zoë");
    form.set("file", new Blob(["x"]), "x.txt");
    expect(await call("POST", "/users", { body: form })).toMatchObject({
      status: 201,
      body: { $id: userId, name: "Zoë" },
    });
  });

  test("that is broken multipart has no parameters", async () => {
    const flaw = "The request body is not multipart/form-data with the boundary of its Content-Type.";
    expectMissing(await create("userId=x", "multipart/form-data"), "userId", flaw);
    expectMissing(await create("userId=x", "multipart/form-data; boundary=b"), "userId", flaw);
    expectMissing(
      await create('--b\r\ncontent-disposition: form-data; name="userId"\r\n\r\nx', "multipart/form-data; boundary=b"),
      "userId",
      flaw,
    );
  });

  test("that is JSON without its type is refused with the reason", async () => {
    const flaw = "The request body looks like JSON, and was read as a form: its Content-Type must be application/json.";
    expectMissing(await create('{"userId":"x"}', urlencoded), "userId", flaw);
  });

  test.each([
    "labels[]=a&labels[]=b",
    "labels[0]=a&labels[1]=b",
    "labels[1]=b&labels[0]=a",
    "labels%5B0%5D=a&labels%5B1%5D=b",
  ])("spells a list %s", async (fields) => {
    const userId = await createUser();
    const answer = await call("PUT", `/users/${userId}/labels`, raw(fields, urlencoded));
    expect(answer).toMatchObject({ status: 200, body: { labels: ["a", "b"] } });
  });

  test("spells a list in multipart", async () => {
    const userId = await createUser();
    const form = new FormData();
    form.append("labels[]", "a");
    form.append("labels[]", "b");
    expect((await call("PUT", `/users/${userId}/labels`, { body: form })).body["labels"]).toEqual(["a", "b"]);
  });

  test("that repeats a plain key has only the last, which is no list", async () => {
    const userId = await createUser();
    expectInvalid(await call("PUT", `/users/${userId}/labels`, raw("labels=a&labels=b", urlencoded)), "labels");
  });

  test("spells an object", async () => {
    const userId = await createUser();
    const fields = "prefs[theme]=dark&prefs[list][]=1&prefs[list][]=2";
    const answer = await call("PATCH", `/users/${userId}/prefs`, raw(fields, urlencoded));
    expect(answer.body).toEqual({ theme: "dark", list: ["1", "2"] });
  });

  test("spells the loose booleans, and not the strict ones", async () => {
    const userId = await createUser();
    expect((await call("PATCH", `/users/${userId}/status`, raw("status=0", urlencoded))).body["status"]).toBe(false);
    expect((await call("PATCH", `/users/${userId}/status`, raw("status=true", urlencoded))).body["status"]).toBe(true);
    const strict = await call("PATCH", `/users/${userId}/verification`, raw("emailVerification=true", urlencoded));
    expectInvalid(strict, "emailVerification", "Value must be a valid boolean");
  });
});

describe("a body of another type", () => {
  test.each([
    "text/plain",
    "text/json",
    "application/json2",
    "application/xml",
    "application/octet-stream",
    "",
    "x",
    null,
  ])("%j has no parameters", async (type) => {
    const bytes = new TextEncoder().encode('{"userId":"x"}');
    const flaw =
      "The request body was not read: its Content-Type must be application/json, application/x-www-form-urlencoded or multipart/form-data.";
    expectMissing(await call("POST", "/users", raw(bytes, type)), "userId", flaw);
  });
});

describe("the source of parameters", () => {
  test("a write ignores the query string", async () => {
    expectMissing(await call("POST", "/users?userId=x", { body: {} }), "userId");
    const userId = await createUser();
    expectMissing(await call("PATCH", `/users/${userId}/name?name=x`, { body: {} }), "name");
  });

  test("a read takes the query string, and a JSON type without a body is no hindrance", async () => {
    const answer = await call("GET", "/users?total=false", { headers: { "content-type": "application/json" } });
    expect(answer).toMatchObject({ status: 200, body: { total: 0 } });
    expect((await call("GET", "/users", { headers: { "content-type": "" } })).status).toBe(200);
  });

  test("the path wins over the body", async () => {
    const [userId, other] = [await createUser(), await createUser()];
    const answer = await call("PATCH", `/users/${userId}/name`, { body: { userId: other, name: "Ann" } });
    expect(answer.body).toMatchObject({ $id: userId, name: "Ann" });
    expect(await readUser(other)).toMatchObject({ name: "" });
  });

  test.each([
    ["queries[0]", "queries[0]=<0>&queries[1]=<1>"],
    ["queries[]", "queries[]=<0>&queries[]=<1>"],
    ["percent-encoded brackets", "queries%5B0%5D=<0>&queries%5B1%5D=<1>"],
  ])("a list in a query string is spelt %s", async (_, template) => {
    const [a, b] = [await createUser(), await createUser()];
    const queries = [
      { method: "equal", attribute: "$id", values: [a, b] },
      { method: "orderDesc", attribute: "$id" },
    ].map((query) => encodeURIComponent(JSON.stringify(query)));
    const search = template.replaceAll(/<(\d)>/g, (_, index: string) => queries[Number(index)] ?? "");
    const { body } = await call("GET", `/users?${search}`);
    expect(body).toMatchObject({
      total: 2,
      users: [a, b]
        .toSorted()
        .toReversed()
        .map(($id) => ({ $id })),
    });
  });

  test("the texts that old SDKs send for null are texts", async () => {
    expectInvalid(await call("GET", "/users?queries=null"), "queries");
    expect(await call("GET", "/users?search=null")).toMatchObject({ status: 200, body: { users: [] } });
  });
});

describe("a body's size", () => {
  const max = 512 * 1024;
  /** A JSON body of this many bytes that creates a user. */
  const bodyOf = (bytes: number, userId: string) => {
    const begin = `{"userId":"${userId}","filler":"`;
    return `${begin}${"x".repeat(bytes - begin.length - 2)}"}`;
  };
  /** The same, of unknown length. */
  const streamed = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 65_536) controller.enqueue(bytes.slice(at, at + 65_536));
        controller.close();
      },
    });
  };
  /** The app itself: a pipe to the Worker would report that it is not read to its end. */
  const fetch = appWith({});
  const text = `The request body must be no longer than ${max} bytes.`;

  test("may be 512 KiB, with its length announced and without", async () => {
    expect((await create(bodyOf(max, fresh()))).status).toBe(201);
    const answer = await call("POST", "/users", raw(streamed(bodyOf(max, fresh())), "application/json"));
    expect(answer.status).toBe(201);
  });

  test.each(["5", "0", "-1"])(
    "is not what a Content-Length of %s says, which only another Worker can send",
    async (length) => {
      const headers = { "content-type": "application/json", "content-length": length };
      const answer = await call("POST", "/users", { fetch, headers, body: bodyOf(max + 1, "big") });
      expectRefusal(answer, "general_argument_invalid", text);
    },
  );

  test("is refused from one byte more, with its length announced and without", async () => {
    const before = await dump();
    expectRefusal(await create(bodyOf(max + 1, "big")), "general_argument_invalid", text);
    const answer = await call("POST", "/users", {
      ...raw(streamed(bodyOf(max + 1, "big")), "application/json"),
      fetch,
    });
    expectRefusal(answer, "general_argument_invalid", text);
    expectRefusal(await create("x".repeat(max + 1), "text/plain"), "general_argument_invalid", text);
    expect(await dump()).toEqual(before);
  });

  test("is reported only to allowed callers", async () => {
    const { status, body } = await call("POST", "/users", {
      ...raw("x".repeat(max + 1), "application/json"),
      key: null,
    });
    expect([status, body["type"]]).toEqual([401, "general_unauthorized_scope"]);
  });

  // Rescanning it from each quotation mark would take a minute, and fail by the timeout.
  test("is scanned in linear time, even if a string in it never ends", async () => {
    const unterminated = `{"a":"${'\\"'.repeat(max / 2 - 10)}`;
    const answer = await call("POST", "/users", raw(unterminated, "application/json"));
    expectMissing(answer, "userId", notJson);
  });

  test("is read no further than the limit", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        if (sent > 50 * max) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const answer = await call("POST", "/users", { ...raw(endless, "application/json"), fetch });
    expectRefusal(answer, "general_argument_invalid", text);
    expect(sent).toBeLessThan(10 * max);
  });
});
