/**
 * Ends the process.
 * @param message the error in one line; the remedy may follow
 * @param exitCode 2: the command line was not understood
 */
export function refuse(message: string, exitCode: 1 | 2 = 1): never {
  console.error(message);
  process.exit(exitCode);
}
