/** The clock of the local Worker: wrangler runs no cron by itself. */
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { strikes } from "./cron.ts";

const minuteMs = 60_000;

/** The timeout of a job: a sweep of a large database takes long. */
const jobMs = 600_000;

const outcome = v.object({ outcome: v.string() });

/**
 * Runs a job, or the jobs of a cron, in the Worker.
 * @param origin the Worker's address on this machine
 * @param cron a cron, or the name of a job
 * @param at the scheduled time, in milliseconds since the Unix epoch
 * @returns null once the jobs have ended; or one line with the error
 */
export async function trigger(origin: string, cron: string, at: number): Promise<Result<null>> {
  const query = new URLSearchParams({ format: "json", cron, time: String(at) });
  try {
    const address = `${origin}/cdn-cgi/local/scheduled?${query.toString()}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(jobMs) });
    const said = v.safeParse(outcome, await response.json());
    if (said.success && said.output.outcome === "ok") return ok(null);
    return fail(
      said.success ? `The job ended with "${said.output.outcome}".` : `wrangler answered ${response.status}.`,
    );
  } catch (error) {
    return fail(error instanceof Error ? `${error.message}.` : String(error));
  }
}

/** Runs the crons on their schedule until the signal is aborted. Skips minutes that the machine slept through. */
export async function runCrons(origin: string, crons: readonly string[], signal: AbortSignal): Promise<void> {
  for (const cron of new Set(crons)) {
    if (strikes(cron, 0) === undefined)
      console.error(`The cron "${cron}" of wrangler.toml is not run on this machine.`);
  }
  while (!signal.aborted) {
    const now = Date.now();
    const next = now - (now % minuteMs) + minuteMs;
    try {
      await sleep(next - now, undefined, { signal, ref: false });
    } catch {
      return;
    }
    for (const cron of new Set(crons)) {
      if (strikes(cron, next) !== true) continue;
      const done = await trigger(origin, cron, next);
      if (!done.ok) console.error(`The jobs of "${cron}" failed: ${done.error}`);
    }
  }
}
