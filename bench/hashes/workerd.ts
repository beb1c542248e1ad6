/** The Worker of worker.ts in a workerd process of its own, with the CPU time and memory of that process. */
import { setTimeout } from "node:timers/promises";
import type { Bundle } from "../bundle.ts";
import { cpuMsOf, forgetPeakOf, memoryOf, workerdChild } from "../process.ts";
import { serve } from "../server.ts";
import type { Task } from "./worker.ts";

export interface Workerd {
  /** Verifies, and throws unless the outcome is a mismatch. @returns milliseconds of CPU per verification */
  readonly verify: (task: Task) => Promise<number>;
  /** Eight requests that have nothing to do with passwords. */
  readonly otherRequests: () => Promise<void>;
  readonly residentBytes: () => number;
  /** The peak of resident memory since `forgetPeak`, in bytes. */
  readonly peakBytes: () => number;
  readonly forgetPeak: () => void;
  readonly close: () => Promise<void>;
}

/** The process still works shortly after an answer, and the kernel has exact CPU times only of sleeping threads. */
const settlingMs = 5;

/** Starts a process that has answered some requests and hashed nothing. Never start two at once. */
export async function startWorkerd(bundle: Bundle, state: string): Promise<Workerd> {
  const { close, origin } = await serve({ state, bundle });
  const pid = workerdChild();
  const otherRequests = async () => {
    for (let request = 0; request < 8; request += 1) await (await fetch(origin)).text();
  };
  for (let round = 0; round < 4; round += 1) await otherRequests();

  return {
    async verify(task) {
      await setTimeout(settlingMs);
      const before = cpuMsOf(pid);
      const response = await fetch(origin, { method: "POST", body: JSON.stringify(task) });
      const outcome = await response.text();
      if (outcome !== "mismatch") throw new Error(`${task.stored.password}: ${outcome} (${response.status})`);
      await setTimeout(settlingMs);
      return (cpuMsOf(pid) - before) / task.times;
    },
    otherRequests,
    residentBytes: () => memoryOf(pid, "VmRSS"),
    peakBytes: () => memoryOf(pid, "VmHWM"),
    forgetPeak: () => forgetPeakOf(pid),
    close,
  };
}
