/** The folder of a benchmark's databases: in memory if there is room. */
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

/** Linux's file system in memory. */
const memory = "/dev/shm";

/** Bytes of both databases for a user, with their logs of changes and the rows that requests use up. */
const bytesPerUser = 8_000;
const bytesAtLeast = 2 ** 30;

/**
 * A folder in memory if there is room, because a disk that others write to changes the rate of both sides several times over. It is
 * removed when the process exits.
 * @param folder the one on the disk, which is used otherwise
 */
export function roomFor(users: number, folder: string): string {
  if (freeBytes() < bytesAtLeast + users * bytesPerUser) return folder;
  const made = mkdtempSync(join(memory, "rollcall-bench-"));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

function freeBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize;
  } catch {
    // The folder does not exist.
    return 0;
  }
}
