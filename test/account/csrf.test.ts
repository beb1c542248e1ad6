/** A web page of another host cannot act with the cookies of a browser (docs/spec/requests.md#origin-check). */
import { expect, test } from "vitest";
import { beginSession, createPerson } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";

const { secret } = await beginSession((await createPerson()).userId);
const cookie = `a_session_rollcall=${encodeURIComponent(secret)}`;
const origin = "https://evil.example";

test.each([null, "", " ", "foo_bar", "dynamic_x", "_", "x", "standard_", "standard_x", "ephemeral_x"])(
  "a foreign origin with the key header %j is not served on a cookie",
  async (key) => {
    const answer = await call("DELETE", "/account", { key: null, headers: { cookie, origin, "x-appwrite-key": key } });
    expect([401, 403]).toContain(answer.status);
    expect((await call("GET", "/account", { key: null, headers: { cookie } })).status).toBe(200);
  },
);

test.each([null, "foo_bar"])("the key header %j is not a key, so the origin is refused", async (key) => {
  const answer = await call("GET", "/account", { key: null, headers: { cookie, origin, "x-appwrite-key": key } });
  expectRefusal(answer, "general_unknown_origin");
});
