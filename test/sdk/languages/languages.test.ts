/**
 * SDKs of other languages, by their requests, because their packages are not on the tests' registries. Each sends the same
 * calls in its own format; the answers are decoded strictly, by the contract of its response format.
 */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractProblems } from "../harness/contract.ts";
import { generations, problemsOfModel } from "../harness/generations.ts";
import { type Server, startServer } from "../harness/server.ts";
import { dart } from "./dart.ts";
import { dotnet } from "./dotnet.ts";
import { go } from "./go.ts";
import { kotlin } from "./kotlin.ts";
import type { Call, Language, Reply } from "./language.ts";
import { php } from "./php.ts";
import { python } from "./python.ts";
import { ruby } from "./ruby.ts";
import { swift } from "./swift.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const query = (method: string, attribute: string | null, ...values: readonly unknown[]) =>
  JSON.stringify({ method, ...(attribute !== null && { attribute }), values });

const later = "2099-01-01T00:00:00.000+00:00";

/** The calls, their expected answers, and the models of the answers. */
const calls: readonly (Call & { readonly status: number; readonly model?: string; readonly shows?: object })[] = [
  {
    method: "POST",
    path: "/users",
    params: { userId: "ada", email: "ada+x@mail.example", phone: null, password: "correct & horse", name: "Ada Ünal" },
    status: 201,
    model: "User",
    shows: { $id: "ada", email: "ada+x@mail.example", name: "Ada Ünal" },
  },
  {
    method: "GET",
    path: "/users",
    params: {
      queries: [
        query("equal", "email", "ada+x@mail.example"),
        query("lessThan", "$createdAt", later),
        query("limit", null, 5),
      ],
      search: "ünal",
      total: true,
    },
    status: 200,
    model: "UserList",
    shows: { total: 1, users: [{ $id: "ada" }] },
  },
  { method: "GET", path: "/users", params: { total: false }, status: 200, model: "UserList", shows: { total: 0 } },
  { method: "GET", path: "/users/ada", params: {}, status: 200, model: "User", shows: { name: "Ada Ünal" } },
  {
    method: "PATCH",
    path: "/users/ada/status",
    params: { status: false },
    status: 200,
    model: "User",
    shows: { status: false },
  },
  {
    method: "PATCH",
    path: "/users/ada/status",
    params: { status: true },
    status: 200,
    model: "User",
    shows: { status: true },
  },
  {
    method: "PUT",
    path: "/users/ada/labels",
    params: { labels: ["vip"] },
    status: 200,
    model: "User",
    shows: { labels: ["vip"] },
  },
  {
    method: "PUT",
    path: "/users/ada/labels",
    params: { labels: [] },
    status: 200,
    model: "User",
    shows: { labels: [] },
  },
  {
    method: "PATCH",
    path: "/users/ada/prefs",
    params: { prefs: { theme: "dark", tabs: [1, 2] } },
    status: 200,
    shows: { theme: "dark", tabs: [1, 2] },
  },
  { method: "POST", path: "/users/ada/sessions", params: {}, status: 201, model: "Session", shows: { userId: "ada" } },
  { method: "GET", path: "/users/ada/sessions", params: {}, status: 200, model: "SessionList", shows: { total: 1 } },
  { method: "POST", path: "/users/ada/tokens", params: { length: 8, expire: 60 }, status: 201, model: "Token" },
  {
    method: "GET",
    path: "/users/ada/logs",
    params: { queries: [query("limit", null, 1)] },
    status: 200,
    model: "LogList",
  },
  { method: "GET", path: "/users/nobody", params: {}, status: 404, shows: { code: 404, type: "user_not_found" } },
  { method: "DELETE", path: "/users/ada/sessions", params: {}, status: 204 },
  { method: "DELETE", path: "/users/ada", params: {}, status: 204 },
];

/** The values at which a strict decoder of the format would throw. */
function problemsOf({ format }: Language, { method, model, path }: (typeof calls)[number], reply: Reply) {
  if (reply.status === 204) return reply.text === "" && !reply.type.includes("json") ? [] : ["the answer is not empty"];
  const ofFormat = generations.filter((generation) => generation.format === format);
  if (ofFormat.length === 0) return contractProblems({ method, path, ...reply });
  const body: unknown = JSON.parse(reply.text);
  return model === undefined ? [] : ofFormat.flatMap((generation) => problemsOfModel(generation, model, body));
}

const isMissing = ({ interpreter }: Language): boolean =>
  interpreter !== undefined && spawnSync(interpreter, ["--version"]).error !== undefined;

describe.each([python, php, ruby, go, swift, dart, kotlin, dotnet])("$name", (language) => {
  // CI has all languages (.ci/run), so a missing one fails there.
  test.skipIf(isMissing(language) && process.env["CI"] === undefined)("calls as its SDK does", async () => {
    const headers = {
      ...language.headers,
      "x-appwrite-response-format": language.format,
      "x-appwrite-project": server.projectId,
      "x-appwrite-key": server.key,
    };
    const sent = calls.map(({ method, params, path }) => ({ method, params, path }));
    const replies = await language.send(sent, { endpoint: server.endpoint, headers });
    expect(replies).toHaveLength(calls.length);
    for (const [index, call] of calls.entries()) {
      const reply = replies[index] ?? { status: 0, type: "", text: "" };
      const title = `${call.method} ${call.path}: ${reply.text}`;
      expect(reply.status, title).toBe(call.status);
      if (call.shows !== undefined) expect(JSON.parse(reply.text), title).toMatchObject(call.shows);
      expect(problemsOf(language, call, reply), title).toEqual([]);
    }
  });
});
