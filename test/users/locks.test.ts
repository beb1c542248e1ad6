/** GET and DELETE /users/{userId}/locks: the lock of an account after wrong passwords. */
import { expect, test } from "vitest";
import { createPerson } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { fail } from "../harness/guesses.ts";
import { createUser } from "../harness/users.ts";

holdClock();

const date = (at: number) => new Date(noon + at).toISOString().replace("Z", "+00:00");
const month = 30 * 86_400_000;

test("shows the failures in a row, the pause while it lasts, and nothing once they are forgotten", async () => {
  const { email, password, userId } = await createPerson();
  const locks = async () => (await call("GET", `/users/${userId}/locks`)).body;
  const none = { total: 0, locks: [] };
  expect(await locks()).toEqual(none);
  await fail(email, 1);
  const lock = { email, failures: 1, paused: false, pausedUntil: "", expire: date(month) };
  expect(await locks()).toEqual({ total: 1, locks: [lock] });
  await fail(email, 9);
  const paused = { ...lock, failures: 10, paused: true, pausedUntil: date(60_000) };
  expect(await locks()).toEqual({ total: 1, locks: [paused] });
  setClock(60_000);
  expect(await locks()).toEqual({ total: 1, locks: [{ ...lock, failures: 10 }] });
  setClock(month);
  expect(await locks()).toEqual(none);

  await fail(email, 1);
  expect((await call("DELETE", `/users/${userId}/locks`)).status).toBe(204);
  expect(await locks()).toEqual(none);
  expect((await call("POST", `/users/${userId}/password/verify`, { body: { password } })).status).toBe(204);
});

test("shows the lock of an account without an email, and of no other account", async () => {
  const [userId, other] = [await createUser(), await createUser()];
  await call("POST", `/users/${userId}/password/verify`, { body: { password: "not the password" } });
  const { body } = await call("GET", `/users/${userId}/locks`);
  expect(body).toMatchObject({ total: 1, locks: [{ email: "", failures: 1 }] });
  expect((await call("GET", `/users/${other}/locks`)).body).toMatchObject({ total: 0 });
});
