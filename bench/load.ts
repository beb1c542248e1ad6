/** The thread of the load generator, for the rest of the benchmark. */
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Job, Report, Round } from "./generator.ts";

export interface Generator {
  /** @throws Error when a request is not answered, or not with a 2xx: a run with such answers measures nothing */
  readonly run: (job: Job) => Promise<Round>;
  readonly close: () => Promise<unknown>;
}

export function startGenerator(): Generator {
  const thread = new Worker(join(import.meta.dirname, "generator.ts"));
  return {
    async run(job) {
      thread.postMessage(job);
      const [report] = (await once(thread, "message")) as [Report];
      if ("failure" in report) throw new Error(`${job.operation}, ${job.side}: ${report.failure}`);
      return report.round;
    },
    close: () => thread.terminate(),
  };
}
