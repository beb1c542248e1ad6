/** `npm run bench -- events`: how the delivery of an event after an answer slows answers (docs/benchmark.md#events). */
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "../bundle.ts";
import type { Person } from "../operations.ts";
import { align } from "../report.ts";
import { samplePeople, seed } from "../seed.ts";
import { serve } from "../server.ts";

export const eventsUsage = "Usage: npm run bench -- events [--rounds N]";

const users = 200;

/** Changes of a round. */
const changes = 100;

/** The gap between two changes that are apart, in milliseconds: longer than a delivery takes. */
const gapMs = 25;

/** The headers of requests. */
type Headers = Readonly<Record<string, string>>;

async function request(url: string, method: string, headers: Headers, body: object): Promise<void> {
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
}

/** @param share 0.5: the median */
const quantile = (figures: readonly number[], share: number): string =>
  (figures.toSorted((a, b) => a - b)[Math.floor(figures.length * share)] ?? Number.NaN).toFixed(1);

/** An endpoint that records the arrival of each event. */
async function startEndpoint() {
  const receivedAt: number[] = [];
  const server = createServer((incoming, response) => {
    receivedAt.push(performance.now());
    incoming.resume();
    response.writeHead(204).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("An HTTP server has a port.");
  return { receivedAt, url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

/** Makes the database. @returns its users */
async function prepare(state: string): Promise<readonly Person[]> {
  const { close, database } = await serve({ state });
  try {
    await seed(database, users, () => undefined);
    return (await samplePeople(database, users)).all;
  } finally {
    await close();
  }
}

/** The times of one way of changing, in milliseconds. */
interface Figures {
  readonly answers: number[];
  /** From the answer to the arrival of its event; below 0: it was there before. */
  readonly arrivals: number[];
}

/**
 * Measures answers of changes, with an enabled webhook and with a disabled one, in turns.
 * @param bindings of the Worker
 * @param folder for bundle and state; the caller removes it
 * @param note prints a line
 */
export async function benchEvents(
  rounds: number,
  bindings: Headers,
  folder: string,
  note: (line: string) => void,
): Promise<void> {
  const bundle = build("wrangler.toml", join(folder, "ours"), true);
  const state = join(folder, "state-events");
  const people = await prepare(state);
  const endpoint = await startEndpoint();
  // A local Worker may post to this machine.
  const server = await serve({ state, bundle, bindings: { ...bindings, LOCAL: "on" } });
  const headers = {
    "x-appwrite-project": bindings["PROJECT_ID"] ?? "",
    "x-appwrite-key": bindings["API_KEY"] ?? "",
    "content-type": "application/json",
  };
  const ask = (method: string, path: string, body: object) => request(server.origin + path, method, headers, body);
  const webhook = { name: "bench", url: endpoint.url, events: ["users.*.update.name"] };

  /** Changes users one after the other. */
  async function change(isEnabled: boolean, isApart: boolean, { answers, arrivals }: Figures): Promise<void> {
    await ask("PUT", "/v1/webhooks/bench", { ...webhook, enabled: isEnabled });
    // The isolate caches whether there is an enabled webhook.
    await wait(200);
    for (let index = 0; index < changes; index++) {
      const id = people[index % people.length]?.id ?? "";
      const first = endpoint.receivedAt.length;
      const sentAt = performance.now();
      await ask("PATCH", `/v1/users/${id}/name`, { name: `Ada ${index}` });
      const answeredAt = performance.now();
      answers.push(answeredAt - sentAt);
      if (!isApart) continue;
      await wait(gapMs);
      const arrivedAt = endpoint.receivedAt[first];
      if (arrivedAt !== undefined) arrivals.push(arrivedAt - answeredAt);
    }
    // The remaining events are delivered before the next way.
    await wait(1_000);
  }

  const ways = [true, false].flatMap((isApart) =>
    [false, true].map((isEnabled) => ({ isApart, isEnabled, figures: { answers: [], arrivals: [] } as Figures })),
  );
  try {
    await ask("POST", "/v1/webhooks", { webhookId: "bench", ...webhook });
    await change(true, false, { answers: [], arrivals: [] });
    for (let round = 0; round < rounds; round++) {
      for (const { figures, isApart, isEnabled } of ways) await change(isEnabled, isApart, figures);
      note(`round ${round + 1}/${rounds}`);
    }
  } finally {
    await server.close();
    endpoint.close();
  }
  const rows = ways.map(({ figures: { answers, arrivals }, isApart, isEnabled }) => [
    `${isEnabled ? "with" : "without"} a webhook, ${isApart ? "apart" : "back to back"}`,
    quantile(answers, 0.5),
    quantile(answers, 0.99),
    isEnabled && isApart ? quantile(arrivals, 0.5) : "",
  ]);
  note(
    `${rounds * changes} changes each, ms\n${align([["answers", "p50", "p99", "event after the answer, p50"], ...rows])}`,
  );
}
