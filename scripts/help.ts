/**
 * Prints the usage and ends the process, if the command line asks for it.
 * @param args the arguments after the name of the command
 */
export function answerHelp(args: readonly string[], usage: string): void {
  if (!args.includes("--help") && !args.includes("-h")) return;
  console.log(usage);
  process.exit();
}
