/**
 * The attacker is an impersonator whose flag will be removed. They try to keep access: to invite themselves or make
 * themselves an owner as a team's owner, or to delete a user's identity. Impersonators cannot make lasting changes.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { call, type CallOptions } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { actingAs, createImpersonator, createMember, type Member } from "../harness/impersonators.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { makeMember, makeTeam } from "../harness/teams.ts";
import { fresh } from "../harness/users.ts";

let attacker: Member;
let victim: Member;
let acting: CallOptions;
let teamId: string;
let own: string;

beforeAll(async () => {
  attacker = await createImpersonator({ email: `${fresh("attacker")}@mail.example` });
  victim = await createMember();
  acting = actingAs(attacker.caller, { id: victim.userId });
  teamId = await makeTeam();
  await makeMember(teamId, victim.userId, ["owner"]);
  own = await makeMember(teamId, attacker.userId, ["guest"]);
  await makeIdentity(victim.userId, { id: "the-victims" });
});

const kept = async () => ({ ...(await dump()), rate_limits: [] });

describe("as the victim, an impersonator is refused", () => {
  test.each<[what: string, method: string, path: () => string, body: () => object | undefined]>([
    [
      "inviting themselves",
      "POST",
      () => `/teams/${teamId}/memberships`,
      () => ({ userId: attacker.userId, roles: ["owner"], url: "http://localhost/" }),
    ],
    ["making themselves an owner", "PATCH", () => `/teams/${teamId}/memberships/${own}`, () => ({ roles: ["owner"] })],
    ["deleting an identity", "DELETE", () => "/account/identities/the-victims", () => undefined],
  ])("%s", async (_, method, path, body) => {
    const before = await kept();
    expectRefusal(await call(method, path(), { ...acting, body: body() }), "general_unauthorized_scope");
    expect(await kept()).toEqual(before);
  });
});

test("the owner themselves, by session or JWT, does all that", async () => {
  const path = `/teams/${teamId}/memberships/${own}`;
  expect((await call("PATCH", path, { ...victim.caller, body: { roles: ["cook"] } })).status).toBe(200);
  const { body } = await call("POST", "/account/jwts", { ...victim.caller, body: {} });
  const jwt = { key: null, headers: { "x-appwrite-jwt": String(body["jwt"]) } };
  expect((await call("PATCH", path, { ...jwt, body: { roles: ["guest"] } })).status).toBe(200);
});
