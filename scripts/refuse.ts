/**
 * Ends the process.
 * @param message says in one line what is wrong; what to do about it may follow
 * @param exitCode 2: the command line was not understood
 */
export function refuse(message: string, exitCode: 1 | 2 = 1): never {
  console.error(message);
  process.exit(exitCode);
}
