/** The upgrade deletes existing tokens, whose digests name no user and type, and reserves the ids in the log. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createToken } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createUser } from "../harness/users.ts";

test("existing tokens are gone, and guests cannot take ids of users who were deleted before", async () => {
  const userId = await createUser({ userId: "Before" });
  await call("DELETE", `/users/${userId}`);
  await createToken(await createUser());
  await env.DB.exec("DELETE FROM deleted_users");

  const { queries = [] } = env.TEST_MIGRATIONS.find(({ name }) => name.endsWith("factors.sql")) ?? {};
  const data = queries.filter((query) => /\b(?:DELETE FROM|INSERT OR IGNORE INTO)\b/.test(query));
  expect(data).toHaveLength(2);
  for (const query of data) await env.DB.prepare(query).run();

  expect(await rows("SELECT * FROM tokens")).toEqual([]);
  expect(await rows("SELECT * FROM deleted_users")).toEqual([{ id: "before" }]);
});
