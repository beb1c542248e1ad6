/** The CPU time and memory of a workerd process. Linux only: /proc. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The process of workerd that this one has started, the only one that there is. */
export function workerdChild(): number {
  const threads = readdirSync("/proc/self/task");
  const children = threads.flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, "utf8").split(" "));
  const [pid, ...others] = children
    .filter((child) => child !== "" && readFileSync(`/proc/${child}/comm`, "utf8").trim() === "workerd")
    .map(Number);
  if (pid === undefined || others.length > 0) throw new Error(`One workerd was expected, not ${children.length}.`);
  return pid;
}

/** All threads' time on a CPU. In nanoseconds, where /proc/<pid>/stat counts in hundredths of a second. */
export function cpuMsOf(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The resident memory, in bytes: now (`VmRSS`), or the most since `forgetPeakOf` (`VmHWM`). */
export function memoryOf(pid: number, field: "VmHWM" | "VmRSS"): number {
  const [, kibibytes] =
    new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}

/** Resets the peak of resident memory: 5 makes the kernel do so. */
export const forgetPeakOf = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");
