/** A message to an address of no user: its row looks like any other, and it is not sent. */
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { parseConfig } from "../../src/http/config.ts";
import { retryMessages } from "../../src/jobs/retry-messages.ts";
import { sweep } from "../../src/jobs/sweep.ts";
import { Database } from "../../src/storage/database.ts";
import { countTo } from "../account/messages.ts";
import { guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { settled } from "../harness/sessions.ts";
import { fresh } from "../harness/users.ts";

test("the cron gives it up without an alarm, and the sweep removes it and its token", async () => {
  const email = `${fresh("nobody")}@psg.fr`;
  const body = { email, url: "http://localhost/" };
  await succeed(call("POST", "/account/recovery", { ...guest(), fetch: settled, body }), 201);
  const last = "user_seq IS NULL ORDER BY seq DESC LIMIT 1";
  const [token] = await rows(`SELECT id, expire, created_at FROM tokens WHERE ${last}`);
  const [message] = await rows(`SELECT id, deadline, expire, created_at FROM messages WHERE ${last}`);
  expect(token?.["expire"]).toBe(token?.["created_at"]);
  expect([message?.["deadline"], message?.["expire"]]).toEqual([message?.["created_at"], message?.["created_at"]]);
  const shown = () => call("GET", `/messaging/messages/${String(message?.["id"])}`);
  expect((await shown()).body).toMatchObject({ status: "processing", users: [] });

  const errors = vi.spyOn(console, "error").mockReturnValue(undefined);
  const [db, later] = [new Database(env.DB), Date.now() + 120_000];
  const config = parseConfig(env);
  if (!config.ok) throw new Error(config.error);
  await retryMessages(config.value, db, later);
  expect((await shown()).body).toMatchObject({
    status: "failed",
    deliveryErrors: ["No user who may sign in has the address."],
  });
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
  expect(await countTo(email)).toBe(0);

  await sweep(db, later, null);
  expect((await shown()).status).toBe(404);
  expect(await rows("SELECT id FROM tokens WHERE id = ?", String(token?.["id"]))).toEqual([]);
});
