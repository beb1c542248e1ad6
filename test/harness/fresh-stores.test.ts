/** A test file leaves nothing behind for the next one. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { beginSession } from "./account.ts";
import { dump, rows } from "./database.ts";
import { freshenStores } from "./fresh-stores.ts";
import { makeTeam } from "./teams.ts";
import { createUser } from "./users.ts";

/** All rows, counters included, and the names in KV, without the creation time in the settings. */
async function everything() {
  const { settings, ...tables } = await dump();
  return { tables, settings: settings?.length, kv: (await env.KV.list()).keys };
}

test("Stores are reset to the state after the migrations, with counters and first rows", async () => {
  const before = await everything();
  expect(before).toMatchObject({ settings: 1, kv: [], tables: { users: [], user_totals: [{ users: 0 }] } });

  await beginSession(await createUser({ email: "ann@mail.example", name: "Ann" }));
  await makeTeam();
  await rows("UPDATE settings SET mfa_custom = 1");
  await env.KV.put("left", "behind");
  expect(await rows("SELECT name FROM sqlite_sequence WHERE name IN ('users', 'teams')")).toHaveLength(2);

  await freshenStores();
  expect(await everything()).toEqual(before);
  expect(await rows("SELECT mfa_custom FROM settings")).toEqual([{ mfa_custom: 0 }]);
});
