/** Measures one case in a process of its own, and all formats together in one process. */
import type { HashCase } from "./hash-case.ts";
import type { Workerd } from "./workerd.ts";

/** The figures of one case. Times in milliseconds of CPU per verification, memory in bytes. */
export interface Figures {
  readonly hashCase: HashCase;
  /** The first verification of a new process: nothing is compiled yet, and the request is part of it. */
  readonly firstMs: number;
  readonly oursMs: readonly number[];
  readonly floorMs: readonly number[];
  /** The peak of resident memory, above the resident memory before the first hash. */
  readonly peakAboveIdleBytes: number;
}

/** A sample has as many verifications as take this long, so that the cost of its request is negligible. */
const sampleMs = 50;

/** Sampling of ours ends after this long, with at least five samples. */
const enoughMs = 600;

const samplesMin = 5;

/** Verifications in a row of the largest hash of a format. */
const largestInARow = 16;

/** A sample of a verification this slow is a single one, and three samples of the floor suffice. */
const slowMs = 200;
const slowFloorSamples = 3;

/** How often all formats take turns. */
const turns = 3;

/**
 * Measures one case, ours and its floor by turns, so that other load on the machine affects both.
 * @param workerd has hashed nothing yet
 */
export async function measure(workerd: Workerd, hashCase: HashCase): Promise<Figures> {
  const { floor, largest, password, stored } = hashCase;
  const idleBytes = workerd.residentBytes();
  workerd.forgetPeak();
  const verify = (times: number) => workerd.verify({ password, stored, times });
  const firstMs = await verify(1);
  const times = firstMs < slowMs ? await timesPerSample(verify) : 1;

  const [oursMs, floorMs]: [number[], number[]] = [[], []];
  for (let spentMs = 0; largest ? oursMs.length < largestInARow : spentMs < enoughMs || oursMs.length < samplesMin;) {
    const ms = await verify(times);
    oursMs.push(ms);
    spentMs += ms * times;
    if (ms < slowMs || floorMs.length < slowFloorSamples) floorMs.push(floor.cpuMs(times));
    if (largest) await workerd.otherRequests();
  }
  return { hashCase, firstMs, oursMs, floorMs, peakAboveIdleBytes: workerd.peakBytes() - idleBytes };
}

async function timesPerSample(verify: (times: number) => Promise<number>): Promise<number> {
  let times = 1;
  while ((await verify(times)) * times < sampleMs) times *= 2;
  return times;
}

/**
 * Verifies hashes of all formats in turn, with other requests between them.
 * @param workerd has hashed nothing yet
 * @returns the peak of resident memory, above the resident memory before, in bytes
 */
export async function measureTogether(workerd: Workerd, cases: readonly HashCase[]): Promise<number> {
  const idleBytes = workerd.residentBytes();
  workerd.forgetPeak();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { password, stored } of cases) {
      await workerd.verify({ password, stored, times: 1 });
      await workerd.otherRequests();
    }
  }
  return workerd.peakBytes() - idleBytes;
}
