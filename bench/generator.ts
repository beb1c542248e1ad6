/**
 * The load generator: a number of connections, each with one request in flight, until the time is up. Runs in a thread of its
 * own, so that miniflare and the report do not slow it down.
 */
import { Agent, request } from "node:http";
import { parentPort } from "node:worker_threads";
import { performance } from "node:perf_hooks";
import { type Exchange, type OperationName, operationOf, type People, type Side, subjectOf } from "./operations.ts";
import { randomFrom } from "./random.ts";

/** One round. */
export interface Job {
  readonly operation: OperationName;
  readonly side: Side;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly people: People;
  readonly seed: number;
  /** The serial number of the first request: no two rounds may create the same user, or use up the same row. */
  readonly firstSerial: number;
  readonly connections: number;
  readonly seconds: number;
}

export interface Round {
  readonly requests: number;
  /** From the first request to the last answer: requests in flight when the time is up are awaited. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of a core that the load generator used. At 1 the generator is the bottleneck. */
  readonly generatorLoad: number;
}

export type Report = { readonly round: Round } | { readonly failure: string };

/** The most characters of a refusal to show. */
const excerptMax = 200;

function send(agent: Agent, job: Job, { body, headers, method, path }: Exchange): Promise<void> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const sentHeaders = {
    ...job.headers,
    ...headers,
    ...(content !== undefined && { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(job.origin + path, { agent, method, headers: sentHeaders }, (answer) => {
      const status = answer.statusCode ?? 0;
      const isGood = status >= 200 && status < 300;
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        if (!isGood) text += chunk.toString();
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if (isGood) resolve();
        else reject(new Error(`${method} ${path} was answered ${status}: ${text.slice(0, excerptMax)}`));
      });
    });
    sent.on("error", reject);
    sent.end(content);
  });
}

async function run(job: Job): Promise<Round> {
  const { connections, firstSerial, operation, people, seconds, seed, side } = job;
  const random = randomFrom(seed);
  const ask = operationOf(operation).ask[side];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let serial = firstSerial;
  const stop = new AbortController();

  const before = performance.eventLoopUtilization();
  const start = performance.now();
  const end = start + seconds * 1000;
  const connection = async () => {
    while (!stop.signal.aborted && performance.now() < end) {
      const sentAt = performance.now();
      await send(agent, job, ask(subjectOf(people, random, serial++)));
      latencies.push(performance.now() - sentAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    stop.abort();
    agent.destroy();
  }
  const elapsed = (performance.now() - start) / 1000;
  const { utilization } = performance.eventLoopUtilization(before);
  latencies.sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? 0;
  return {
    requests: latencies.length,
    seconds: elapsed,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    generatorLoad: utilization,
  };
}

parentPort?.on("message", (job: Job) => {
  run(job).then(
    (round) => parentPort?.postMessage({ round } satisfies Report),
    (error: unknown) =>
      parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) } satisfies Report),
  );
});
