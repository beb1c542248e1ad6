/** The CPU time and memory of a workerd process. Linux only: /proc. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** The process id of the only workerd that this process has started. @throws Error unless there is exactly one */
export function workerdChild(): number {
  const threads = readdirSync("/proc/self/task");
  const children = threads.flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, "utf8").split(" "));
  const [pid, ...others] = children
    .filter((child) => child !== "" && readFileSync(`/proc/${child}/comm`, "utf8").trim() === "workerd")
    .map(Number);
  if (pid === undefined || others.length > 0) throw new Error(`One workerd was expected, not ${children.length}.`);
  return pid;
}

/** The CPU time of all threads, in milliseconds. Read in nanoseconds: /proc/<pid>/stat has only hundredths of a second. */
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

/** Resets the peak of resident memory: the kernel does so for a 5. */
export const forgetPeakOf = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, "5");
