/** Requests to providers: limited in time and size, without redirects, and with documents cached for a while. */
import { describe, expect, test } from "vitest";
import { parseEndpoint } from "../../src/lib/oauth2/urls.ts";
import { createWeb } from "../../src/lib/oauth2/web.ts";
import { fakeWeb, now, type Routes } from "./provider.ts";

const url = "https://id.example/a";
const get = { method: "GET" };
const failure = (kind: string, detail: string) => ({ ok: false, error: { kind, detail } });

describe("an address is allowed", () => {
  test.each([
    "https://id.example",
    "https://id.example:8443/a?b=c",
    "https://10.0.0.1/",
    "http://localhost:3000/",
    "http://127.0.0.1/",
    "http://[::1]:80/",
  ])("%s", (text) => {
    expect(parseEndpoint(text)?.href).toBe(new URL(text).href);
  });
});

describe("an address is refused", () => {
  test.each([
    "",
    "id.example",
    "//id.example",
    "http://id.example",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.2",
    "http://169.254.169.254/latest/meta-data",
    "ftp://id.example",
    "file:///etc/passwd",
    "data:application/json,{}",
    "javascript:alert(1)",
    "https://user@id.example",
    "https://user:password@id.example",
    "https://:password@id.example",
    "https://id.example/#",
    "https://id.example/#a",
    `https://id.example/${"a".repeat(2_048)}`,
  ])("%s", async (text) => {
    expect(parseEndpoint(text)).toBeNull();
    const { asked, web } = fakeWeb({ [text]: {} });
    expect(await web.request(text, get)).toEqual(failure("unconfigured", "not an https address"));
    expect(asked).toEqual([]);
  });
});

describe("an answer", () => {
  const answer = async (response: Response) => fakeWeb({ [url]: response }).web.request(url, get);

  test.each([200, 201, 400, 401, 403, 404])("with %i is the provider's", async (status) => {
    expect(await answer(Response.json({ a: "é" }, { status }))).toEqual({
      ok: true,
      value: { status, body: { a: "é" } },
    });
  });

  test.each([301, 302, 303, 307, 308])("with %i is refused: its target is unchecked", async (status) => {
    const { asked, web } = fakeWeb({
      [url]: new Response(null, { status, headers: { location: "http://10.0.0.1/" } }),
    });
    expect(await web.request(url, get)).toEqual(failure("unreachable", `status ${status}`));
    expect(asked.map(({ redirect }) => redirect)).toEqual(["manual"]);
  });

  test.each([500, 502, 503])("with %i is refused", async (status) => {
    expect(await answer(new Response("hush", { status }))).toEqual(
      failure("unreachable", `status ${status}, text/plain`),
    );
  });

  test.each(["", "<html>hush</html>", "{", "hush"])("that is not JSON is not repeated: %j", async (body) => {
    expect(await answer(new Response(body))).toEqual(failure("unreadable", "status 200, text/plain, without JSON"));
  });

  test.each([
    ["Text/HTML; charset=hush", ", text/html"],
    ["application/problem+json", ", application/problem+json"],
    ["hush", ""],
    [`text/${"x".repeat(61)}`, ""],
    ["text/html hush", ""],
  ])("of the type %j is reported by its type only, if that is valid", async (type, told) => {
    const response = new Response("hush", { headers: { "content-type": type } });
    expect(await answer(response)).toEqual(failure("unreadable", `status 200${told}, without JSON`));
  });

  test("without a body is not JSON", async () => {
    expect(await answer(new Response(null, { status: 204 }))).toEqual(
      failure("unreadable", "status 204, without JSON"),
    );
  });

  test("is read up to 256 KiB", async () => {
    const text = (bytes: number) => new Response(JSON.stringify("x".repeat(bytes - 2)));
    expect(await answer(text(262_144))).toMatchObject({ ok: true });
    expect(await answer(text(262_145))).toEqual(failure("unreadable", "more than 262144 bytes"));
  });

  test("that never ends is cut off", async () => {
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pieces += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const web = createWeb(async () => Promise.resolve(new Response(body)));
    expect(await web.request(url, get)).toEqual(failure("unreadable", "more than 262144 bytes"));
    expect(pieces).toBeLessThan(10);
  });

  test.each<[string, () => Promise<Response>]>([
    ["never begins", async () => Promise.withResolvers<Response>().promise],
    ["never ends", async () => Promise.resolve(new Response(new ReadableStream()))],
  ])("that %s times out", async (_, fetch) => {
    expect(await createWeb(fetch, { timeoutMs: 50 }).request(url, get)).toEqual(
      failure("unreachable", "no answer in time"),
    );
  });

  test("of a broken connection hides the reason", async () => {
    const broken = createWeb(async () => Promise.reject(new TypeError("hush")));
    expect(await broken.request(url, get)).toEqual(failure("unreachable", "no connection"));
  });
});

describe("a document", () => {
  const read = { now, msMax: 1_000 };

  test("is read once in its time", async () => {
    const routes: Routes = { [url]: { version: 1 } };
    const { asked, web } = fakeWeb(routes);
    expect(await web.document(url, read)).toEqual({ ok: true, value: { version: 1 } });
    routes[url] = { version: 2 };
    expect(await web.document(url, { ...read, now: now + 999 })).toEqual({ ok: true, value: { version: 1 } });
    expect(await web.document(url, { ...read, now: now + 1_000 })).toEqual({ ok: true, value: { version: 2 } });
    // A request at age 0 reads again, even after the clock was set back.
    routes[url] = { version: 3 };
    expect(await web.document(url, { ...read, msMax: 0, now: now - 1 })).toEqual({ ok: true, value: { version: 3 } });
    expect(asked.length).toBe(3);
  });

  test("that could not be read is not cached", async () => {
    const routes: Routes = { [url]: Response.json({}, { status: 404 }) };
    const { web } = fakeWeb(routes);
    expect(await web.document(url, read)).toEqual(failure("unreachable", "status 404"));
    routes[url] = {};
    expect(await web.document(url, read)).toEqual({ ok: true, value: {} });
  });

  test("is cached, with fifteen others at most; the oldest is dropped", async () => {
    const urls = Array.from({ length: 17 }, (_, index) => `${url}/${index}`);
    const { asked, web } = fakeWeb(Object.fromEntries(urls.map((each) => [each, {}])));
    for (const each of urls) await web.document(each, read);
    for (const each of urls.slice(1)) await web.document(each, read);
    expect(asked.length).toBe(17);
    await web.document(`${url}/0`, read);
    expect(asked.length).toBe(18);
  });
});
