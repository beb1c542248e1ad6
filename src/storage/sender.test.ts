/** Sending, resending, waiting and giving up. The tests control the clock and the timers. */
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { Unavailable } from "../errors/unavailable.ts";
import { sql, type Statement } from "../lib/sql/index.ts";
import { Breaker } from "./breaker.ts";
import { type Outgoing, Sender } from "./sender.ts";

const read = sql`SELECT 1`;
const write = sql`DELETE FROM keys`;
const overloaded = new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
const lost = new Error("D1_ERROR: Network connection lost.");
const broken = new Error("D1_ERROR: UNIQUE constraint failed: users.email: SQLITE_CONSTRAINT");

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A batch on its way to D1, which the test answers. */
type Sent = PromiseWithResolvers<D1Result[]>;

/** A fake D1. @param script how the first batches are answered; the others wait for the test */
function play(...script: readonly (Error | "answer")[]) {
  const sent: Sent[] = [];
  const kept: Promise<unknown>[] = [];
  const done: string[] = [];
  // A prepared statement that is never run.
  const prepared = { bind: () => prepared } as unknown as D1PreparedStatement;
  const binding = {
    prepare: () => prepared,
    batch<T>(): Promise<D1Result<T>[]> {
      const each: Sent = Promise.withResolvers();
      const outcome = script[sent.length];
      sent.push(each);
      if (outcome === "answer") answer(each, sent.length);
      else if (outcome !== undefined) each.reject(outcome);
      return each.promise as Promise<D1Result<T>[]>;
    },
  };
  const outgoing: Outgoing = {
    isRepeatable: false,
    landLate: (rows) => Promise.resolve(done.push(`late ${JSON.stringify(rows)}`)),
    doubt: () => Promise.resolve(done.push("doubt")),
  };
  const sender = new Sender(binding, {
    deadline: 5_000,
    breaker: new Breaker(5_000, () => undefined),
    waitUntil: (work) => kept.push(work),
    requestId: "r",
    isRequest: true,
  });
  /** Sends a batch, and records the outcome. */
  const send = (statement: Statement, more: Partial<Outgoing> = {}) =>
    sender
      .send([statement], { ...outgoing, ...more })
      .then((rows) => rows[0]?.[0]?.["n"])
      .catch((error: unknown) => (error instanceof Unavailable ? error.message.slice(0, 40) : error));
  return { sent, kept, done, sender, send };
}

/** Answers a batch with the number of its row. */
function answer(sent: Sent | undefined, n: number): void {
  sent?.resolve([{ results: [{ n }], success: true, meta: {} } as unknown as D1Result]);
}

const nothing = "The database does not answer at the mome";
const uncertain = "The database did not answer in time. The";

describe("a batch that only reads", () => {
  test("is answered, and costs no second one", async () => {
    const { send, sender, sent } = play("answer");
    expect(await send(read)).toBe(1);
    expect(sent).toHaveLength(1);
    expect(sender.failures).toEqual({ deadlines: 0, retries: 0, fault: null });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([overloaded, lost])("is sent once more after a pause of 50 to 250 ms: %s", async (fault) => {
    const { send, sender, sent } = play(fault, "answer");
    const end = send(read);
    await vi.advanceTimersByTimeAsync(49);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(201);
    expect(await end).toBe(2);
    expect(sender.failures).toEqual({ deadlines: 0, retries: 1, fault: expect.any(String) });
  });

  test("is not sent a third time", async () => {
    const { done, send, sent } = play(lost, overloaded);
    const end = send(read);
    await vi.advanceTimersByTimeAsync(300);
    expect(await end).toBe(nothing);
    expect([sent.length, done]).toEqual([2, []]);
  });

  test.each([0, 1])(
    "is sent once more after half of the deadline, and answer %i counts if it is the first",
    async (which) => {
      const { send, sender, sent } = play();
      const end = send(read);
      await vi.advanceTimersByTimeAsync(2_502);
      expect(sent).toHaveLength(2);
      answer(sent[which], which);
      expect(await end).toBe(which);
      answer(sent[1 - which], 1 - which);
      expect(sender.failures).toMatchObject({ deadlines: 1, retries: 1 });
    },
  );

  test("ends at the deadline, with nothing to undo", async () => {
    const { done, kept, send } = play();
    const end = send(read);
    await vi.advanceTimersByTimeAsync(5_010);
    expect(await end).toBe(nothing);
    expect([kept, done]).toEqual([[], []]);
  });
});

describe("a batch that writes", () => {
  test("is sent once more where D1 has refused it before it ran", async () => {
    const { send, sent } = play(overloaded, "answer");
    const end = send(write);
    await vi.advanceTimersByTimeAsync(250);
    expect(await end).toBe(2);
    expect(sent).toHaveLength(2);
  });

  test("is known to have changed nothing where D1 has refused it twice", async () => {
    const { done, send } = play(overloaded, overloaded);
    const end = send(write);
    await vi.advanceTimersByTimeAsync(250);
    expect(await end).toBe(nothing);
    expect(done).toEqual([]);
  });

  test("is not sent again when its connection is lost, and runs the work for a possible commit", async () => {
    const { done, kept, send, sent } = play(lost);
    expect(await send(write)).toBe(uncertain);
    await Promise.all(kept);
    expect([sent.length, done]).toEqual([1, ["doubt"]]);
  });

  test("is not sent again at the deadline, and is waited for afterwards", async () => {
    const { done, kept, send, sent } = play();
    const end = send(write);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(5);
    expect(await end).toBe(uncertain);
    expect([sent.length, kept.length, done]).toEqual([1, 1, []]);
    await vi.advanceTimersByTimeAsync(75_000);
    answer(sent[0], 1);
    await Promise.all(kept);
    expect(done).toEqual(['late [[{"n":1}]]']);
    expect(log).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^\{"level":"warn","event":"late_commit","requestId":"r","milliseconds":80\d{3}\}$/),
    );
  });

  test.each([
    [lost, ["doubt"]],
    [overloaded, []],
    [broken, []],
  ])("fails late with %s, runs the work %j and logs nothing", async (failure, left) => {
    const { done, kept, send, sent } = play();
    const end = send(write);
    await vi.advanceTimersByTimeAsync(5_010);
    await end;
    sent[0]?.reject(failure);
    await Promise.all(kept);
    expect([done, log.mock.calls]).toEqual([left, []]);
  });

  test("throws the error of a statement at once and unchanged", async () => {
    const { send, sent } = play(broken);
    expect(await send(write)).toBe(broken);
    expect(sent).toHaveLength(1);
  });

  test("is sent once more at half of the deadline if it is repeatable", async () => {
    const { send, sent } = play();
    const end = send(write, { isRepeatable: true });
    await vi.advanceTimersByTimeAsync(2_510);
    answer(sent[1], 2);
    expect(await end).toBe(2);
  });
});

describe("the deadline", () => {
  test("is shared by all batches of a request, and counts only the waiting", async () => {
    const { send, sent } = play();
    const first = send(write);
    await vi.advanceTimersByTimeAsync(3_000);
    answer(sent[0], 1);
    await first;
    // The request does something else.
    await vi.advanceTimersByTimeAsync(60_000);
    const second = send(write);
    await vi.advanceTimersByTimeAsync(1_990);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(await second).toBe(uncertain);
  });

  test("counts batches that wait at the same time once", async () => {
    const { send, sent } = play();
    const both = [send(write), send(write)];
    await vi.advanceTimersByTimeAsync(2_000);
    for (const each of sent) answer(each, 1);
    await Promise.all(both);
    const third = send(write);
    await vi.advanceTimersByTimeAsync(2_990);
    answer(sent[2], 3);
    expect(await third).toBe(3);
  });

  test("is each batch's own after the answer", async () => {
    const { send, sender, sent } = play();
    const first = send(write);
    await vi.advanceTimersByTimeAsync(5_010);
    await first;
    sender.answered();
    const second = send(write);
    await vi.advanceTimersByTimeAsync(4_900);
    answer(sent[1], 2);
    expect(await second).toBe(2);
  });
});

test("An open breaker refuses at once and sends nothing, until D1 answers a probe", async () => {
  const { send, sent } = play(lost, lost, lost, lost, lost);
  for (let count = 0; count < 5; count += 1) expect(await send(write)).toBe(uncertain);
  for (let count = 0; count < 1_000; count += 1) expect(await send(write)).toBe(nothing);
  expect(sent).toHaveLength(5);
  await vi.advanceTimersByTimeAsync(2_000);
  const probe = send(write);
  expect(await send(write)).toBe(nothing);
  answer(sent[5], 6);
  expect(await probe).toBe(6);
  const next = send(write);
  answer(sent[6], 7);
  expect(await next).toBe(7);
});
