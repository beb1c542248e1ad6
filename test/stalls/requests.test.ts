/**
 * The effects of a stall on one request: the calling app stays signed in, and an attempt is counted once
 * (docs/decisions/0025-stalls.md).
 */
import { Account, Client } from "appwrite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPerson, guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { type Between, passOn, preparedOf, serve } from "../harness/recorder.ts";
import { createWindow } from "../sdk/harness/window.ts";
import { overloaded } from "./fault.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the web SDK gets a 503 with a message during a stall, and keeps its session", async () => {
  const { email, password, userId } = await createPerson();
  const well = serve(passOn);
  let app = well;
  const page = createWindow();
  vi.stubGlobal("window", page);
  vi.stubGlobal("fetch", (url: string, { body, headers, method }: RequestInit) => {
    const sent = new Headers(headers);
    sent.set("origin", "http://localhost:5173");
    return app(new Request(url, { ...(method !== undefined && { method }), headers: sent, body: body ?? null }));
  });
  const account = new Account(new Client().setEndpoint("http://localhost:8787/v1").setProject("rollcall"));
  await account.createEmailPasswordSession({ email, password });
  const kept = page.localStorage.getItem("cookieFallback");
  expect(kept).toMatch(/a_session_rollcall/);

  const stalls: readonly Between[] = [() => Promise.reject(overloaded()), () => Promise.withResolvers<never>().promise];
  for (const stall of stalls) {
    app = serve(stall, { bindings: { D1_DEADLINE_MS: "20" } });
    for (const ask of [() => account.get(), () => account.updateName({ name: "Ada" })]) {
      await expect(ask()).rejects.toMatchObject({
        name: "AppwriteException",
        code: 503,
        type: "general_service_unavailable",
        message: expect.stringMatching(/./),
      });
    }
    expect(page.localStorage.getItem("cookieFallback")).toBe(kept);
  }
  app = well;
  expect(await account.get()).toMatchObject({ $id: userId, name: "" });
});

test("an attempt is counted once, although D1 has committed the batch that it says it refused", async () => {
  const counters = async () => ({
    attempts: await rows("SELECT count FROM rate_limits ORDER BY count"),
    failures: await rows("SELECT failures FROM locks"),
  });
  const guess = async (fetch: (request: Request) => Promise<Response>) => {
    for (const table of ["rate_limits", "locks"]) await rows(`DELETE FROM ${table}`);
    const { email } = await createPerson();
    const body = { email, password: "a wrong password" };
    for (const _ of [1, 2]) {
      expect((await call("POST", "/account/sessions/email", { ...sender, body, fetch })).status).toBe(401);
    }
    return counters();
  };
  const sender = guest();
  const honest = await guess(serve(passOn));
  expect(honest).toEqual({ attempts: [{ count: 2 }], failures: [{ failures: 2 }] });
  let [isLie, lies] = [false, 0];
  const lying: Between = async (statements, send) => {
    const results = await send(preparedOf(statements));
    if (!statements.some(({ sql }) => /insert into "(?:rate_limits|locks)"/i.test(sql))) return results;
    // The batch's second try is answered.
    isLie = !isLie;
    if (!isLie) return results;
    lies += 1;
    throw overloaded();
  };
  expect(await guess(serve(lying, { bindings: { D1_DEADLINE_MS: "2000" } }))).toEqual(honest);
  expect(lies).toBeGreaterThanOrEqual(2);
});
