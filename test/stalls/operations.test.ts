/**
 * The outcome of each kind of operation when D1 fails the batch that writes: no write is lost or doubled, and the answer
 * states what is known (docs/spec/stalls.md). KV stays silent. The tests control the timers, so that no test waits.
 */
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import documented from "../../docs/spec/stalls.md?raw";
import { caseOf, operations } from "../harness/cases/index.ts";
import type { Scene } from "../harness/cases/scene.ts";
import type { Answer } from "../harness/client.ts";
import { dumpOfDeeds } from "../harness/database.ts";
import { type Between, preparedOf, serve } from "../harness/recorder.ts";
import { ask, prepare } from "../harness/requests.ts";
import { fresh } from "../harness/users.ts";
import { isSilent, sendWith } from "./fault.ts";
import { type Fault, faults, type Kind, kinds, operationCells, outcomeOf, tablesOf } from "./table.ts";

let log: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const endpointOf = ({ id }: Pick<Kind, "id">) => {
  const endpoint = operations.find((each) => each.id === id);
  if (endpoint === undefined) throw new Error(`There is no operation ${id}.`);
  return endpoint;
};

/** KV that answers nothing before the request is answered. */
const silentKv = (released: Promise<unknown>): KVNamespace =>
  new Proxy({} as KVNamespace, {
    get: () => (key: unknown) => released.then(() => (Array.isArray(key) ? new Map() : null)),
  });

/** Sends the request of a kind, while D1 fails the batch that writes. */
async function stall(kind: Kind, scene: Scene, fault: Fault): Promise<Answer> {
  const endpoint = endpointOf(kind);
  const deciding = caseOf(endpoint).budget.statements.length - 1;
  const [reached, released] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  let batches = 0;
  const between: Between = async (statements, send) => {
    const at = batches - deciding;
    batches += 1;
    if (at === 0) reached.resolve(null);
    return sendWith(fault, at, () => send(preparedOf(statements)), released.promise);
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const fetch = serve(between, {
    bindings: { D1_DEADLINE_MS: "5000", KV: silentKv(released.promise) },
    onAnswer: () => released.resolve(null),
  });
  const answering = ask(endpoint, scene, { fetch });
  await reached.promise;
  await scheduler.wait(2);
  await vi.advanceTimersByTimeAsync(isSilent(fault) ? 5_010 : 250);
  const answer = await answering;
  vi.useRealTimers();
  return answer;
}

/** The number of rows in each table. */
async function count(): Promise<Readonly<Record<string, number>>> {
  const tables = Object.entries(await dumpOfDeeds()).map(([name, rows]) => [name, rows.length] as const);
  return Object.fromEntries(tables.filter(([name]) => name !== "sqlite_sequence"));
}

/** The changes of a request: rows that were added or removed, by table. */
async function changesOf(act: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const before = await count();
  await act();
  const after = await count();
  const changes = Object.entries(after).map(([name, rows]) => [name, rows - (before[name] ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

const ended = ({ logs = 0, sessions = 0, ...others }: Readonly<Record<string, number>>) => ({
  ...others,
  logs: logs + 1,
  ...(sessions > 1 && { sessions: sessions - 1 }),
});

describe.each(kinds)("$kind", (kind) => {
  test.for(faults)("ends as documented when D1 is %s", async (fault) => {
    const endpoint = endpointOf(kind);
    const twin = await prepare(endpoint, fresh());
    const whole = await changesOf(() => ask(endpoint, twin));
    expect(whole).not.toEqual({});

    const scene = await prepare(endpoint, fresh());
    const { isDone, isEnded, status } = outcomeOf(kind, fault);
    let answer: Answer | undefined;
    const changes = await changesOf(async () => (answer = await stall(kind, scene, fault)));
    expect({ status: answer?.status, changes }).toEqual({
      status,
      changes: isEnded ? ended(whole) : isDone ? whole : {},
    });
    if (status === 503) {
      expect(answer?.body["type"]).toBe("general_service_unavailable");
      expect(answer?.headers.get("retry-after")).toBe("2");
      expect(answer?.headers.getSetCookie()).toEqual([]);
      expect(answer?.body["message"]).toMatch(
        fault === "refused twice" ? /nothing was changed/ : /The change may have been made/,
      );
    }
    const late = log.mock.calls.filter(([line]) => String(line).includes("late_commit"));
    expect(late).toHaveLength(fault === "committed after 80 s" ? 1 : 0);

    // A repeated request finds the work done, or does it now.
    expect((await ask(endpoint, scene)).status).toBe(isDone ? kind.again : kind.status);
  });

  test("is done once by two requests that are answered in reverse order", async () => {
    const endpoint = endpointOf(kind);
    const scene = await prepare(endpoint, fresh());
    const deciding = caseOf(endpoint).budget.statements.length - 1;
    const [committed, second] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
    let batches = 0;
    const held: Between = async (statements, send) => {
      const isDeciding = batches === deciding;
      batches += 1;
      const results = await send(preparedOf(statements));
      if (isDeciding) {
        committed.resolve(null);
        await second.promise;
      }
      return results;
    };
    const first = ask(endpoint, scene, { fetch: serve(held) });
    await committed.promise;
    const again = (await ask(endpoint, scene)).status;
    second.resolve(null);
    expect([(await first).status, again]).toEqual([kind.status, kind.again]);
  });
});

test("docs/spec/stalls.md shows the table", () => {
  expect(tablesOf(documented)[0]).toEqual(operationCells);
});
