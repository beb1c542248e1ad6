/** GET and DELETE /account/identities (docs/spec/account.md#identities). */
import { beforeAll, describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, guest, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { actingAs, createImpersonator } from "../harness/impersonators.ts";
import { idsOf, query, queryString } from "../harness/lists.ts";
import { record } from "../harness/recorder.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

let session: string;

beforeAll(async () => {
  await createUser({ userId: "ada" });
  await createUser({ userId: "bob" });
  await makeIdentity("bob", { id: "foreign", accessToken: "foreign token" });
  await makeIdentity("ada", { id: "mine", provider: "google", accessToken: "my token", refreshToken: "my refresh" });
  await makeIdentity("ada", { id: "mine-too" });
  session = (await beginSession("ada")).secret;
  await rows("UPDATE users SET accessed_at = ?", Date.now());
});

const list = (parameters: Parameters<typeof queryString>[0] = {}) =>
  call("GET", `/account/identities?${queryString(parameters)}`, bearing(session));

const remove = (id: string) => call("DELETE", `/account/identities/${id}`, bearing(session));

describe("the list of one's own identities", () => {
  test("shows them as keys see them, tokens included, and no other user's", async () => {
    const { body } = await list();
    const parameters = queryString({ queries: [query("equal", "userId", "ada")] });
    expect(body).toEqual((await call("GET", `/users/identities?${parameters}`)).body);
    expect(body).toMatchObject({
      total: 2,
      identities: [
        { $id: "mine", userId: "ada", providerAccessToken: "my token", providerRefreshToken: "my refresh" },
        { $id: "mine-too" },
      ],
    });
  });

  test("hides the provider's tokens from an impersonator, also in the list of all identities", async () => {
    const actor = await createImpersonator();
    const acting = await call("GET", "/account/identities", actingAs(actor.caller, { id: "ada" }));
    const reading = await call("GET", "/users/identities", actor.caller);
    for (const answer of [acting, reading]) {
      expect(idsOf(answer, "identities").ids).toContain("mine");
      expect(answer.text).toContain('"providerAccessToken":""');
      expect(answer.text).not.toMatch(/(?:my|foreign) (?:token|refresh)/);
    }
  });

  test("is the same by JWT", async () => {
    const answer = await call("GET", "/account/identities", withJwt(await createJwt("ada")));
    expect(idsOf(answer, "identities")).toEqual({ total: 2, ids: ["mine", "mine-too"] });
  });

  test("accepts queries, within the account's own only", async () => {
    const find = async (...queries: readonly ReturnType<typeof query>[]) =>
      idsOf(await list({ queries }), "identities").ids;
    expect(await find(query("equal", "provider", "google"))).toEqual(["mine"]);
    expect(await find(query("orderDesc", "$id"))).toEqual(["mine-too", "mine"]);
    expect(await find(query("cursorAfter", undefined, "mine"))).toEqual(["mine-too"]);
    for (const filter of [query("equal", "userId", "bob"), query("equal", "$id", "foreign")]) {
      expect(await find(filter)).toEqual([]);
    }
    const either = { method: "or", values: [query("equal", "userId", "bob"), query("equal", "userId", "ada")] };
    expect(await find(either)).toEqual(["mine", "mine-too"]);
    expectRefusal(await list({ queries: [query("cursorAfter", undefined, "foreign")] }), "general_cursor_not_found");
  });

  test("without its total counts no rows", async () => {
    expect(idsOf(await list({ total: "false" }), "identities")).toEqual({ total: 0, ids: ["mine", "mine-too"] });
    expectInvalid(await list({ queries: [query("equal", "name", "x")] }), "queries");
  });

  test("reads the rows of this user alone", async () => {
    await rows(
      `INSERT INTO identities (id, created_at, updated_at, user_seq, user_id, provider, provider_uid)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       SELECT 'bulk' || i, 0, 0, seq, id, 'google', 'bulk' || i FROM n, users WHERE id = 'bob'`,
    );
    const { fetch, take } = record();
    for (const queries of [[], [query("equal", "provider", "google")], [query("orderAsc", "providerUid")]]) {
      await call("GET", `/account/identities?${queryString({ queries })}`, { ...bearing(session), fetch });
      expect(take().rowsRead).toBeLessThan(20);
    }
  });

  test("is for users", async () => {
    expectRefusal(await call("GET", "/account/identities"), "general_unauthorized_scope");
    expectRefusal(await call("GET", "/account/identities", guest()), "general_unauthorized_scope");
  });
});

describe("the deletion of one's own identity", () => {
  test("deletes it, and logs the user as the actor", async () => {
    const id = await makeIdentity("ada");
    expect(await remove(id)).toMatchObject({ status: 204, text: "" });
    expect(idsOf(await list(), "identities").ids).toEqual(["mine", "mine-too"]);
    expect(await rows("SELECT event, actor_type, actor_id FROM logs WHERE item = ?", id)).toEqual([
      { event: "identity.delete", actor_type: "user", actor_id: "ada" },
    ]);
    const { body } = await call("GET", "/account/logs", bearing(session));
    expect(body).toMatchObject({ logs: [{ event: "identity.delete", userId: "ada" }] });
  });

  test("of another user's, or of an unknown one, is a 404 and changes nothing", async () => {
    const before = await dump();
    for (const id of ["foreign", "nobody", "MINE"]) expectRefusal(await remove(id), "user_identity_not_found");
    expectInvalid(await remove("_"), "identityId");
    expect(await dump()).toEqual(before);
  });
});
