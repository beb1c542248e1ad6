/**
 * The attacker has a list of emails with passwords that leaked elsewhere, and tries each once, so that no account sees more than
 * one failure (docs/spec/account.md#guesses).
 */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { createPerson, succeed } from "../harness/account.ts";
import type { CallOptions } from "../harness/client.ts";
import { holdClock, setClock } from "../harness/clock.ts";
import { dump, rows } from "../harness/database.ts";
import { from, makeDevice, trySignIn, wrongPassword } from "../harness/guesses.ts";
import { expectRefusal } from "../harness/refusal.ts";

holdClock();
beforeEach(() => rows("DELETE FROM rate_limits"));

const hour = 3_600_000;
const network = "203.0.113.7";

/** Tries one password for each of many emails. @returns how many passwords were compared */
async function stuff(count: number, origin: (i: number) => CallOptions): Promise<number> {
  let compared = 0;
  for (let i = 0; i < count; i++) {
    const { status } = await trySignIn(`leaked${i}@mail.example`, wrongPassword, origin(i));
    if (status === 401) compared++;
    else expect(status).toBe(429);
  }
  return compared;
}

test("compares 100 passwords an hour from one address, and refuses the right one after them", async () => {
  const { email, password } = await createPerson();
  expect(await stuff(150, () => from(network))).toBe(100);
  const refused = await trySignIn(email, password, from(network));
  expectRefusal(refused, "general_rate_limit_exceeded");
  expect(refused.headers.get("x-ratelimit-limit")).toBe("100");
  expect(refused.headers.get("x-ratelimit-reset")).toBe(String(Date.UTC(2026, 10, 1, 13) / 1_000));
  expect((await trySignIn(email, password, from("203.0.113.8"))).status).toBe(201);
  setClock(hour);
  expect((await trySignIn(email, password, from(network))).status).toBe(201);
});

test("counts the addresses of an IPv6 /64 as one network", async () => {
  expect(await stuff(110, (i) => from(`2001:db8:0:1::${(i + 1).toString(16)}`))).toBe(100);
  expect((await trySignIn("other@mail.example", wrongPassword, from("2001:db8:0:2::1"))).status).toBe(401);
});

describe("through a server with a key", () => {
  const key = { key: env.API_KEY };

  test("counts the address that the server forwards, together with those who come from it directly", async () => {
    expect(await stuff(60, () => ({ ...key, headers: { "x-forwarded-for": network } }))).toBe(60);
    expect(await stuff(60, () => from(network))).toBe(40);
    const { email, password } = await createPerson();
    const forwarded = { ...key, headers: { "x-forwarded-for": network } };
    expectRefusal(await trySignIn(email, password, forwarded), "general_rate_limit_exceeded");
  });

  test("counts no network where the server forwards none: all of its users would share it", async () => {
    expect(await stuff(110, () => ({ ...key, headers: { "cf-connecting-ip": network } }))).toBe(110);
  });
});

test("does not let the attacker's own sign-ins take the failures back", async () => {
  const own = await createPerson();
  expect(await stuff(99, () => from(network))).toBe(99);
  await succeed(trySignIn(own.email, own.password, from(network)), 201);
  expect(await stuff(3, () => from(network))).toBe(1);
});

test("leaves the known devices of the network alone", async () => {
  const person = await createPerson();
  const cookie = await makeDevice(person);
  expect(await stuff(101, () => from(network))).toBe(100);
  expectRefusal(await trySignIn(person.email, person.password, from(network)), "general_rate_limit_exceeded");
  expect((await trySignIn(person.email, person.password, from(network, { cookie }))).status).toBe(201);
});

test("does not count a refused attempt against the account", async () => {
  const person = await createPerson();
  expect(await stuff(100, () => from(network))).toBe(100);
  for (let i = 0; i < 12; i++) {
    expectRefusal(await trySignIn(person.email, wrongPassword, from(network)), "general_rate_limit_exceeded");
  }
  expect((await trySignIn(person.email, person.password)).status).toBe(201);
});

test("leaves no address in the database", async () => {
  await stuff(1, () => from(network));
  const { locks, rate_limits: limits } = await dump();
  expect(JSON.stringify([locks, limits])).not.toMatch(/leaked|203\.0/);
  expect(locks).toContainEqual(expect.objectContaining({ account: expect.stringMatching(/^address\/[0-9a-f]{64}$/) }));
});
