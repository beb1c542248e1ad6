import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dumpOfDeeds } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { Browser, origin, signedIn } from "./browser.ts";

const total = async () => Number((await call("GET", "/users")).body["total"]);
const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

test("pasted rows are tried first, then imported, and those that are not created are listed with the reason", async () => {
  const browser = await signedIn();
  await createUser({ userId: "owner", email: "taken@mail.example" });
  const rows = lines({ name: "Ada", email: "ada@mail.example" }, { email: "taken@mail.example" }, { email: "<b>" });
  const before = await dumpOfDeeds();
  const dry = await browser.post("/import", { rows, dryRun: "on" });
  expect([dry.status, dry.text.includes("1 of 3 would be created")]).toEqual([200, true]);
  expect(await dumpOfDeeds()).toEqual(before);
  const { text } = await browser.post("/import", { rows });
  expect(text).toContain("1 of 3 were created");
  expect(text).toMatch(/<td>2<\/td><td><b class="warn">taken<\/b>/);
  expect(text).toMatch(/<td>3<\/td><td><b class="warn">invalid<\/b>/);
  expect(await total()).toBe(2);
  const array = await browser.post("/import", { rows: `[${lines({ name: "Grace" })}]` });
  expect(array.text).toContain("1 of 1 were created");
});

test("rows that are pasted twice are one import, also where they have no id and no address", async () => {
  const [browser, before] = [await signedIn(), await total()];
  const rows = lines({ name: "Edsger" }, { name: "Barbara" });
  for (const text of ["2 of 2 were created", "0 of 2 were created; 2 exist already"]) {
    expect((await browser.post("/import", { rows })).text).toContain(text);
  }
  expect(await total()).toBe(before + 2);
});

test.each(["", "no json", "{", "[1", "{}\nno"])("refuses pasted text without rows: %j", async (rows) => {
  const browser = await signedIn();
  const { status, text } = await browser.post("/import", { rows });
  expect([status, text.includes('id="import-rows-rows-error"')]).toEqual([400, true]);
});

/** Sends a chunk as the page's script does. */
async function sendChunk(browser: Browser, query: string, body: string, headers: Record<string, string> = {}) {
  const response = await browser.send("POST", `/import?${query}`, body, {
    headers: { origin, "content-type": "application/x-ndjson", ...headers },
  });
  return { status: response.status, location: response.location, text: response.text };
}

test("a chunk of the browser is passed to the API unchanged, and creates nothing when it is sent again", async () => {
  const browser = await signedIn();
  const before = await total();
  const chunk = lines({ name: "One" }, { name: "Two" });
  const report = async () => {
    const { status, text } = await sendChunk(browser, "importId=file-1&first=1", chunk);
    return [status, JSON.parse(text)];
  };
  expect(await report()).toMatchObject([200, { total: 2, created: 2 }]);
  expect(await report()).toMatchObject([200, { created: 0, exists: 2 }]);
  expect(await total()).toBe(before + 2);
});

test("a chunk needs the operator, the scope and a size that the API takes", async () => {
  const chunk = lines({ name: "One" });
  expect(await sendChunk(new Browser(), "importId=file-2", chunk)).toMatchObject({ location: "/console/sign-in" });
  const reader = await signedIn(await createKey({ scopes: ["users.read"] }));
  expect((await sendChunk(reader, "importId=file-2", chunk)).status).toBe(401);
  const browser = await signedIn();
  const large = await sendChunk(browser, "importId=file-2", `{"name":"${"x".repeat(1_100_000)}"}`);
  expect(large.status).toBe(400);
  expect((await sendChunk(browser, "importId=file-2", chunk, { origin: "https://evil.example" })).status).toBe(403);
});
