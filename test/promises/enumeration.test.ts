/**
 * A request for a link or a code does not reveal who has an account: up to the answer, the work is the same for known and
 * unknown addresses, and so is the answer. Only the reader of the address sees whether a message is sent.
 */
import { describe, expect, test } from "vitest";
import { guest } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { type Cost, record } from "../harness/recorder.ts";
import { createUser, fresh, generatedId } from "../harness/users.ts";
import { playNetwork } from "../delivery/network.ts";

holdClock();
const network = playNetwork();

/** Delivery waits for the answer: all work after a message is delayed until then. */
let answered = Promise.withResolvers<null>();
const upToAnswer: Cost[] = [];

/** Messages are sent to a webhook, because the outbox would add writes to KV. */
const recorder = record(
  {
    MESSAGES_OUTBOX: "off",
    MESSAGES_WEBHOOK_URL: "https://app.example/hook",
    MESSAGES_WEBHOOK_SECRET: "0123456789abcdef".repeat(4),
  },
  () => {
    upToAnswer.push(recorder.take());
    answered.resolve(null);
  },
);

/** The address of a user, or of none. */
interface Address {
  readonly email: string;
  readonly phone: string;
}

interface Asked {
  readonly answer: Answer;
  /** The cost of the answer. */
  readonly cost: Cost;
  /** The number of sent messages. */
  readonly messages: number;
}

/** Requests a message, as a guest from an unused address. */
async function ask(path: string, body: object, method = "POST"): Promise<Asked> {
  network.seen.length = 0;
  answered = Promise.withResolvers();
  network.answer(async () => {
    await answered.promise;
    return new Response(null, { status: 204 });
  });
  const answer = await call(method, path, { ...guest(), body, fetch: recorder.fetch });
  const cost = upToAnswer.pop();
  if (cost === undefined) throw new Error("There was no answer.");
  recorder.take();
  return { answer, cost, messages: network.seen.length };
}

let numbers = 0;

/** An address of no user. */
const unknown = (): Address => ({ email: `${fresh("mail")}@psg.fr`, phone: `+1415555${String(1_000 + ++numbers)}` });

/** The address of a user whose id the server has made. */
async function known(fields: object = {}): Promise<Address> {
  const address = unknown();
  await createUser({ userId: "unique()", ...address, ...fields });
  return address;
}

async function blocked(): Promise<Address> {
  const address = await known();
  await rows("UPDATE users SET status = 0 WHERE email = ?", address.email);
  return address;
}

/** A user with every row that distinguishes users in our tables. */
async function settled(): Promise<Address> {
  const address = await known({ password: "correct horse battery staple", name: "Ada Lovelace" });
  await rows("UPDATE users SET email_verification = 1, phone_verification = 1, mfa = 1 WHERE email = ?", address.email);
  const { body } = await call(
    "GET",
    `/users?queries[]={"method":"equal","attribute":"email","values":["${address.email}"]}`,
  );
  expect(body["total"]).toBe(1);
  return address;
}

/** The shape of an answer, with ids and dates masked. */
const formOf = (value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll(/[0-9a-f]/g, "x") : typeof value;

/**
 * Everything in an answer that could tell two answers apart: the shape of its body, and its headers except those that always
 * differ.
 */
function lookOf({ body, headers, status, text }: Answer) {
  const fields = Object.entries(body).map(([name, value]) => [name, name === "phrase" ? typeof value : formOf(value)]);
  const { "x-request-id": _, ...seen } = Object.fromEntries(headers);
  return { status, fields, headers: seen, length: body["phrase"] === "" ? text.length : null };
}

const requests: readonly {
  readonly what: string;
  readonly path: string;
  readonly body: (address: Address) => object;
  /** The number of messages to an unknown address: one, if the address gets an account. */
  readonly toUnknown: number;
}[] = [
  {
    what: "a recovery",
    path: "/account/recovery",
    body: ({ email }) => ({ email, url: "http://localhost/recover" }),
    toUnknown: 0,
  },
  {
    what: "a magic URL",
    path: "/account/tokens/magic-url",
    body: ({ email }) => ({ userId: "unique()", email, url: "http://localhost/enter" }),
    toUnknown: 1,
  },
  {
    what: "a magic URL with a phrase",
    path: "/account/sessions/magic-url",
    body: ({ email }) => ({ userId: "unique()", email, phrase: true }),
    toUnknown: 1,
  },
  {
    what: "a code by email",
    path: "/account/tokens/email",
    body: ({ email }) => ({ userId: "unique()", email }),
    toUnknown: 1,
  },
  {
    what: "a code by phone",
    path: "/account/tokens/phone",
    body: ({ phone }) => ({ userId: "unique()", phone }),
    toUnknown: 1,
  },
];

describe.each(requests)("A request for $what", ({ body, path, toUnknown }) => {
  test("is answered alike, after the same work, for a known, unknown or blocked address", async () => {
    const of = async (address: Address) => ask(path, body(address));
    const asked = {
      known: await of(await known()),
      settled: await of(await settled()),
      unknown: await of(unknown()),
      blocked: await of(await blocked()),
    };
    expect(asked.known.answer.status).toBe(201);
    expect(asked.known.cost.roundTrips.length).toBeGreaterThan(1);
    for (const { answer, cost } of Object.values(asked)) {
      expect(lookOf(answer)).toEqual(lookOf(asked.known.answer));
      expect(cost.roundTrips).toEqual(asked.known.cost.roundTrips);
      expect(cost.kv).toEqual(asked.known.cost.kv);
    }
    // Otherwise the comparison would cover nothing that could differ.
    const { messages: toKnown } = asked.known;
    expect([toKnown, asked.settled.messages, asked.unknown.messages, asked.blocked.messages]).toEqual([
      1,
      1,
      toUnknown,
      0,
    ]);
  });

  test("is answered alike when they ask again", async () => {
    const [somebody, nobody] = [await known(), unknown()];
    await ask(path, body(somebody));
    await ask(path, body(nobody));
    const [first, second] = [await ask(path, body(somebody)), await ask(path, body(nobody))];
    expect(lookOf(second.answer)).toEqual(lookOf(first.answer));
    expect(second.cost.roundTrips).toEqual(first.cost.roundTrips);
    expect(second.cost.kv).toEqual(first.cost.kv);
  });
});

describe("The id that an answer names", () => {
  test("names the id that was proposed, for known and unknown addresses", async () => {
    for (const { email } of [await known(), unknown(), await blocked()]) {
      const userId = fresh();
      const { answer } = await ask("/account/tokens/magic-url", { userId, email, url: "http://localhost/enter" });
      expect(answer.body).toMatchObject({ userId });
    }
  });

  test("is generated for the answer to a recovery, and belongs to no user", async () => {
    for (const address of [await known(), unknown(), await blocked()]) {
      const body = { email: address.email, url: "http://localhost/recover" };
      const [first, second] = [await ask("/account/recovery", body), await ask("/account/recovery", body)];
      const ids = [first, second].map(({ answer }) => answer.body["userId"]);
      expect(ids).toEqual([generatedId, generatedId]);
      expect(ids[0]).not.toBe(ids[1]);
      expect(await rows("SELECT id FROM users WHERE id IN (?, ?)", ...ids.map(String))).toEqual([]);
    }
  });
});

// A failed sign-in is recorded in the log after the answer, in a separate batch.
describe.each([
  ["PUT", "/account/recovery", 1],
  ["PUT", "/account/verifications/email", 1],
  ["PUT", "/account/verifications/phone", 1],
  ["PUT", "/account/sessions/magic-url", 2],
  ["PUT", "/account/sessions/phone", 2],
  ["POST", "/account/sessions/token", 2],
])("A wrong secret at %s %s for the id that a recovery has named", (method, path, trips) => {
  test("is answered alike after the same work, whether the id was made up or is a user's", async () => {
    const of = async ({ email }: Address) => {
      const { answer } = await ask("/account/recovery", { email, url: "http://localhost/recover" });
      const body = { userId: answer.body["userId"], secret: "0".repeat(256), password: "a new horse battery staple" };
      return ask(path, body, method);
    };
    const first = await of(await known());
    expect(first.answer).toMatchObject({ status: 401, body: { type: "user_invalid_token" } });
    expect(first.cost.roundTrips).toHaveLength(trips);
    for (const address of [await settled(), unknown(), await blocked()]) {
      const { answer, cost } = await of(address);
      expect(lookOf(answer)).toEqual(lookOf(first.answer));
      expect(answer.text).toBe(first.answer.text);
      expect(cost.roundTrips).toEqual(first.cost.roundTrips);
      expect(cost.kv).toEqual(first.cost.kv);
    }
  });
});
