/** The log as a stream of events (docs/spec/events.md#activities). */
import { expect, test } from "vitest";
import { guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { query, queryString } from "../harness/lists.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

interface Listed {
  readonly total: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

const list = async (...queries: readonly Parameters<typeof query>[]): Promise<Listed> => {
  const asked = queryString({ queries: queries.map((each) => query(...each)) });
  const { body } = await call("GET", `/activities/events?${asked}`);
  return body as unknown as Listed;
};

/** The lines of an export. */
const lines = async (after: number, limit: number): Promise<readonly { readonly $id: string }[]> => {
  const { headers, text } = await call("GET", `/activities/export?after=${after}&limit=${limit}`);
  expect(headers.get("content-type")).toBe("application/x-ndjson; charset=UTF-8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { readonly $id: string });
};

test("an event has its actor, its subject and Appwrite's name", async () => {
  const userId = await createUser({ email: "ann@example.com" });
  await call("PATCH", `/users/${userId}/email`, { body: { email: "ann2@example.com" } });
  const { events, total } = await list(["equal", "userId", userId]);
  expect(total).toBe(2);
  expect(events[0]).toMatchObject({
    event: `users.${userId}.update.email`,
    actorType: "keyProject",
    actorName: "Bootstrap key",
    resourceParent: "",
    resourceType: "user",
    resourceId: userId,
    resource: `user/${userId}`,
    mode: "default",
    projectId: "rollcall",
  });
  const one = await call("GET", `/activities/events/${String(events[0]?.["$id"])}`);
  expect(one.body).toEqual(events[0]);
});

test("the event of a part names its parent", async () => {
  const userId = await createUser();
  const { $id: sessionId } = (await call("POST", `/users/${userId}/sessions`)).body;
  const { events } = await list(["equal", "userId", userId], ["limit", undefined, 1]);
  expect(events).toMatchObject([
    {
      event: `users.${userId}.sessions.${String(sessionId)}.create`,
      resourceParent: `user/${userId}`,
      resourceType: "session",
      resourceId: sessionId,
    },
  ]);
});

test("a login token is a part of its user, and of nothing where no user has the address", async () => {
  const email = `${fresh()}@example.com`;
  const userId = await createUser({ email });
  const askFor = async (address: string) =>
    (await call("POST", "/account/tokens/email", { ...guest(), body: { userId: fresh(), email: address } })).body[
      "$id"
    ];
  const [theirs, nobodys] = [await askFor(email), await askFor(`${fresh()}@example.com`)];
  expect((await list(["limit", undefined, 2])).events).toMatchObject([
    {
      event: `users.*.tokens.${String(nobodys)}.create`,
      resourceParent: "",
      resourceType: "token",
      resourceId: nobodys,
    },
    {
      event: `users.${userId}.tokens.${String(theirs)}.create`,
      resourceParent: `user/${userId}`,
      resourceType: "token",
      resourceId: theirs,
    },
  ]);
});

test("a reused id does not expose the previous owner's events", async () => {
  const userId = await createUser({ userId: "recycled" });
  await call("DELETE", `/users/${userId}`);
  expect(await list(["equal", "userId", userId])).toEqual({ total: 0, events: [] });
  await createUser({ userId });
  expect((await list(["equal", "userId", userId])).total).toBe(1);
});

test("accepts a single query as a string too, as the SDK sends it", async () => {
  const text = encodeURIComponent(JSON.stringify(query("limit", undefined, 1)));
  const { body, status } = await call("GET", `/activities/events?queries=${text}`);
  expect([status, (body as unknown as Listed).events.length]).toEqual([200, 1]);
});

test("counts without reading the log, and filters by what it says of itself", async () => {
  await createUser();
  const { total } = await list(["limit", undefined, 1]);
  expect(total).toBe((await rows("SELECT count(*) AS n FROM logs"))[0]?.["n"]);
  const { events } = await list(["equal", "actorType", "keyProject"], ["limit", undefined, 1]);
  expect(events).toHaveLength(1);
  expect((await list(["equal", "actorId", "nobody-at-all"])).events).toEqual([]);
  expectRefusal(
    await call("GET", `/activities/events?${queryString({ queries: [query("equal", "event", "x")] })}`),
    "general_argument_invalid",
  );
});

test("an export gives every event once, in order, by the last line's id", async () => {
  await createUser();
  const all = await rows("SELECT seq FROM logs ORDER BY seq");
  const seen: string[] = [];
  for (let after = 0, page = await lines(0, 3); page.length > 0; page = await lines(after, 3)) {
    seen.push(...page.map(({ $id }) => $id));
    after = Number(seen.at(-1));
  }
  expect(seen).toEqual(all.map(({ seq }) => String(seq)));
});

test.each(["?after=-1", "?after=x", "?limit=0", "?limit=5001"])("an export refuses %s", async (asked) => {
  expectRefusal(await call("GET", `/activities/export${asked}`), "general_argument_invalid");
});
