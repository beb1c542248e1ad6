/**
 * The attacker signs up with the name of a route as their id, so that no server could read, block or delete them at their
 * path. The route table determines these ids, which are reserved for all callers and in any case.
 */
import { describe, expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { reservedIds } from "../../src/http/reserved-ids.ts";
import { addressesOf } from "../../src/http/router.ts";
import { guest } from "../harness/account.ts";
import { appWith, call, type CallOptions } from "../harness/client.ts";
import { expectInvalid } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";

const reserved = reservedIds(endpoints.flatMap(addressesOf));
const unlimited = appWith({ RATE_LIMITS: "off" });

const byKey = (): CallOptions => ({});

/** A creation of something whose id the caller chooses. */
type Creation = readonly [parameter: string, path: string, fields: object, caller: () => CallOptions];

const creations: readonly Creation[] = [
  ["userId", "/account", { email: "route@mail.example", password: "correct horse battery staple" }, guest],
  ["userId", "/account/tokens/email", { email: "route@mail.example" }, guest],
  ["userId", "/account/tokens/magic-url", { email: "route@mail.example" }, guest],
  ["userId", "/account/tokens/phone", { phone: "+4930300777" }, guest],
  ["userId", "/users", {}, byKey],
  ["userId", "/users/md5", { email: "route@mail.example", password: "e99a18c428cb38d5f260853678922e03" }, byKey],
];

test("of the routes, those of the same method and shape count", () => {
  const paths = [
    "/things/{thingId}",
    "/things/list",
    "/things/{thingId}/parts",
    "/things/Odd/{partId}",
    "/things/a/b/c",
  ];
  const gets = paths.map((path) => ({ method: "GET", path }) as const);
  const routes = [...gets, { method: "POST", path: "/things/import" } as const];
  expect([...(reservedIds(routes).get("thingId") ?? [])].toSorted()).toEqual(["list", "odd"]);
  expect([...(reserved.get("userId") ?? [])]).toEqual(["export", "usage", "identities"]);
});

describe.each(creations.map(([parameter, path, fields, caller]) => ({ parameter, path, fields, caller })))(
  "$parameter of POST $path",
  ({ caller, fields, parameter, path }) => {
    const names = [...(reserved.get(parameter) ?? [])];
    test("cannot be the name of a route", async () => {
      expect(names).not.toEqual([]);
      for (const id of names.flatMap((name) => [name, name.toUpperCase()])) {
        const answer = await call("POST", path, {
          ...caller(),
          fetch: unlimited,
          body: { ...fields, [parameter]: id },
        });
        expectInvalid(answer, parameter, /is reserved/);
      }
    });
  },
);

test("other ids are taken, also those that are routes elsewhere", async () => {
  expect((await call("POST", "/teams", { body: { teamId: "identities", name: "Crew" } })).status).toBe(201);
  const userId = await createUser({ userId: fresh("identities") });
  expect((await call("GET", `/users/${userId}`)).status).toBe(200);
});
