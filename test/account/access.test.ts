/** The time of a user's last visit (docs/spec/users.md#stored-state): updated once a day, by the user's own requests only. */
import { describe, expect, test } from "vitest";
import { bearing, beginSession, createJwt, createPerson, guest, withJwt } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, readUser } from "../harness/users.ts";

holdClock();

const day = 86_400_000;
const at = (date: string) => `2026-11-${date}+00:00`;

const access = (caller: CallOptions) => call("GET", "/account", { ...caller, fetch: settled });
const noted = async (userId: string) => (await readUser(userId))["accessedAt"];

describe("an access", () => {
  test("is noted once a day, by session", async () => {
    const userId = await createUser();
    const { secret } = await beginSession(userId);
    const caller = bearing(secret);
    expect(await noted(userId)).toBe("");
    const times = [
      [0, "01T12:00:00.000"],
      [1_000, "01T12:00:00.000"],
      [day - 1, "01T12:00:00.000"],
      [day, "02T12:00:00.000"],
      [2 * day - 1, "02T12:00:00.000"],
      [2 * day + 5, "03T12:00:00.005"],
    ] as const;
    for (const [time, expected] of times) {
      setClock(time);
      await access(caller);
      expect(await noted(userId)).toBe(at(expected));
    }
  });

  test("is noted by JWT, and changes no other field of the user", async () => {
    const userId = await createUser();
    const before = await readUser(userId);
    setClock(1_000);
    await access(withJwt(await createJwt(userId)));
    const later = at("01T12:00:01.000");
    expect(await readUser(userId)).toEqual({ ...before, accessedAt: later, $updatedAt: later });
  });

  test("is noted after the answer, which shows it already, without a further statement", async () => {
    const userId = await createUser();
    const { secret } = await beginSession(userId);
    const name = await call("PATCH", "/account/name", { ...bearing(secret), body: { name: "Ann" } });
    expect(name.body["accessedAt"]).toBe(at("01T12:00:00.000"));
    expect((await access(bearing(secret))).body["accessedAt"]).toBe(at("01T12:00:00.000"));
  });

  test("is noted where the request is refused for its parameters", async () => {
    const userId = await createUser();
    const { secret } = await beginSession(userId);
    await call("PATCH", "/account/name", { ...bearing(secret), fetch: settled, body: {} });
    expect(await noted(userId)).toBe(at("01T12:00:00.000"));
  });

  test("is a sign-in, which is noted once a day too", async () => {
    const { email, password, userId } = await createPerson();
    const signIn = () =>
      call("POST", "/account/sessions/email", { ...guest(), fetch: settled, body: { email, password } });
    for (const [time, expected] of [
      [0, "01T12:00:00.000"],
      [day - 1, "01T12:00:00.000"],
      [day, "02T12:00:00.000"],
    ] as const) {
      setClock(time);
      expect((await signIn()).status).toBe(201);
      expect(await noted(userId)).toBe(at(expected));
    }
  });

  test("is not updated by a server, a blocked user or invalid credentials", async () => {
    const userId = await createUser();
    const { secret } = await beginSession(userId);
    await call("GET", `/users/${userId}`, { fetch: settled, headers: { "x-appwrite-session": secret } });
    await access(bearing(`${secret}xx`));
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    expect((await access(bearing(secret))).status).toBe(403);
    expect(await noted(userId)).toBe("");
  });
});
