/**
 * `npm run generate`: writes the files that follow from others. The next migration, from the schema; the types of `Env`; the
 * README's table of endpoints, from their declarations.
 */
import { runTool } from "./tool.ts";

const isWritten =
  runTool("drizzle-kit", ["generate"]) &&
  runTool("wrangler", ["types"]) &&
  runTool("node", ["scripts/readme-endpoints.ts"]);
process.exitCode = isWritten ? 0 : 1;
