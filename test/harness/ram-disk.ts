/** The location of the tests' databases, which last no longer than a run. */
import { statfsSync } from "node:fs";

/** Linux's file system in memory. */
const memory = "/dev/shm";

/** The most that a run writes, in bytes: the large lists take some 300 MB. */
const needed = 2 ** 31;

/**
 * Puts temporary files into memory if the machine has room: on a disk, every write of a test waits for it. A container often
 * has 64 MB there, and macOS none, so files stay on the disk then.
 */
export function useRamDisk(): void {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize >= needed) process.env["TMPDIR"] = memory;
  } catch {
    // The folder does not exist.
  }
}
