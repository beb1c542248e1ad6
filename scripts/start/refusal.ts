/** Errors that end `npm start` with one sentence. */

export class Refusal extends Error {
  readonly exitCode: number;

  /** @param exitCode 2: the command line was not understood */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The system's code of an error, such as ENOENT; "" where it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** Codes of a place that cannot be written at all. */
const unwritable = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENOSPC", "EEXIST"]);

/**
 * Writes something.
 * @param place the file or folder, as the refusal names it
 * @throws Refusal where the place cannot be written
 */
export function writeTo<T>(place: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = codeOf(error);
    if (!unwritable.has(code)) throw error;
    throw new Refusal(
      `${place} cannot be written (${code}). Run npm start in a copy of this folder that you may write to, and with ` +
        `--persist-to DIR where the database is to be elsewhere.`,
    );
  }
}
