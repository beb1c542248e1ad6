/** The Worker of worker.ts in a workerd process of its own, and what that process takes. Linux only: /proc. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Bundle } from "../bundle.ts";
import { serve } from "../server.ts";
import type { Task } from "./worker.ts";

export interface Workerd {
  /** Verifies, and insists that each time the password was tried. @returns milliseconds of CPU per time */
  readonly verify: (task: Task) => Promise<number>;
  /** Eight requests that have nothing to do with passwords. */
  readonly otherRequests: () => Promise<void>;
  readonly residentBytes: () => number;
  /** The most that was resident since `forgetPeak`. */
  readonly peakBytes: () => number;
  readonly forgetPeak: () => void;
  readonly close: () => Promise<void>;
}

/** After an answer the process still tidies up; and the kernel knows the exact time of a thread that sleeps. */
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
    // 5 makes the kernel reset the peak.
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, "5"),
    close,
  };
}

/** The process of workerd that this one has started, the only one that there is. */
function workerdChild(): number {
  const threads = readdirSync("/proc/self/task");
  const children = threads.flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, "utf8").split(" "));
  const [pid, ...others] = children
    .filter((child) => child !== "" && readFileSync(`/proc/${child}/comm`, "utf8").trim() === "workerd")
    .map(Number);
  if (pid === undefined || others.length > 0) throw new Error(`One workerd was expected, not ${children.length}.`);
  return pid;
}

/** All threads' time on a CPU. In nanoseconds, where /proc/<pid>/stat counts in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}

function memoryOf(pid: number, field: "VmHWM" | "VmRSS"): number {
  const [, kibibytes] =
    new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}
