/** The processes of this machine, as `ps` lists them. */
import { execFileSync } from "node:child_process";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All running processes, without zombies: those have ended. */
function listProcesses(): readonly Process[] {
  const lines = execFileSync("ps", ["-Ao", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** A process and everything that it has started, directly or not. */
export function familyOf(pid: number): readonly Process[] {
  const all = listProcesses();
  const collect = (member: Process): Process[] => [
    member,
    ...all.filter((process) => process.parent === member.pid).flatMap(collect),
  ];
  return all.filter((process) => process.pid === pid).flatMap(collect);
}

/** Those of the processes that still run. */
export function survivorsOf(processes: readonly Process[]): readonly Process[] {
  const running = new Set(listProcesses().map(({ pid, command }) => `${pid} ${command}`));
  return processes.filter(({ pid, command }) => running.has(`${pid} ${command}`));
}
