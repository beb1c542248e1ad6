/** Takes the figures: one case in a process of its own, and all formats together in one. */
import type { HashCase } from "./hash-case.ts";
import type { Workerd } from "./workerd.ts";

/** The figures of one case. Times in milliseconds of CPU per verification, memory in bytes. */
export interface Figures {
  readonly hashCase: HashCase;
  /** The first verification of a new process: nothing is compiled yet, and the request is part of it. */
  readonly firstMs: number;
  readonly oursMs: readonly number[];
  readonly floorMs: readonly number[];
  /** Resident at the peak, above what was resident before anything was hashed. */
  readonly peakAboveIdleBytes: number;
}

/** A sample is of as many verifications as take this long, so that the request around them does not show. */
const sampleMs = 50;

/** Samples of ours end when they have taken this long together, and there are five. */
const enoughMs = 600;

const samplesMin = 5;

/** As many verifications of the largest hash of a format are made in a row. */
const largestInARow = 16;

/** Of what takes as long, the first says enough of how many make a sample, and three samples of the floor do. */
const slowMs = 200;
const slowFloorSamples = 3;

/** How often all formats take turns. */
const turns = 3;

/**
 * Measures one case, ours and its floor by turns, so that what else the machine does meets both.
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
 * @returns the peak of what is resident, above what was before, in bytes
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
