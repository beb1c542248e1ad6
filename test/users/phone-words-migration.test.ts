/** Existing phone numbers get the word of their last seven digits (docs/decisions/0002-search-words.md). */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { search } from "../harness/lists.ts";

test("an existing user is found by the end of the number, as a new one is", async () => {
  for (const [userId, phone] of Object.entries({ long: "+12025550123", short: "+1234567", none: undefined }))
    await call("POST", "/users", { body: { userId, ...(phone !== undefined && { phone }) } });
  const asNew = await dump();

  await env.DB.exec("DELETE FROM search_words WHERE word = '5550123'");
  await env.DB.exec("UPDATE users SET words = json_remove(words, '$.P[1]')");
  expect(await search("555-0123")).toEqual([]);

  const { queries = [] } = env.TEST_MIGRATIONS.find(({ name }) => name.endsWith("phone_words.sql")) ?? {};
  for (const query of queries) await env.DB.prepare(query).run();
  expect(await dump()).toEqual(asNew);
  expect(await search("555-0123")).toEqual(["long"]);
});
