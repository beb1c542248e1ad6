/** Every job runs exactly when its table says, which is when the platform calls. */
import { createExecutionContext, createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { parse } from "smol-toml";
import * as v from "valibot";
import { afterEach, describe, expect, test, vi } from "vitest";
import { jobs } from "../src/jobs/index.ts";
import toml from "../wrangler.toml?raw";

const configuration = v.object({ triggers: v.object({ crons: v.array(v.string()) }) });

afterEach(() => vi.restoreAllMocks());

/** Triggers a cron. @returns the names of the jobs that ran */
async function strike(cron: string): Promise<readonly string[]> {
  const { default: worker } = await import("../src/worker.ts");
  const ran: string[] = [];
  for (const job of jobs) {
    vi.spyOn(job, "run").mockImplementation(() => {
      ran.push(job.name);
      return Promise.resolve(null);
    });
  }
  await worker.scheduled(createScheduledController({ scheduledTime: new Date(), cron }), env, createExecutionContext());
  return ran;
}

test("wrangler.toml lists exactly the crons of the jobs", () => {
  const { triggers } = v.parse(configuration, parse(toml));
  expect(new Set(triggers.crons)).toEqual(new Set(jobs.map(({ cron }) => cron)));
});

describe.each(jobs)("$name", ({ cron, name }) => {
  test("runs on its cron", async () => {
    expect(await strike(cron)).toContain(name);
  });

  test("runs on no cron of another job", async () => {
    const others = [...new Set(jobs.map((job) => job.cron))].filter((other) => other !== cron);
    for (const other of others) expect(await strike(other)).not.toContain(name);
  });
});

test("An unknown cron is refused, and the error lists the known ones", async () => {
  await expect(strike("0 0 1 1 *")).rejects.toThrow(
    'No job runs at "0 0 1 1 *": the crons are "30 3 * * *", "* * * * *".',
  );
});
