/**
 * `npm run generate`: writes the files that are derived from others. The next migration, from the schema; the types of `Env`;
 * docs/endpoints.md, from the declarations; docs/quick-start.md, from the snippets of the endpoint's page; the layers in
 * docs/architecture.md, from the lint's table; docs/prices.md, from the budgets; docs/queries.md, from the classes of lists; the
 * common passwords and the domains of mailboxes, from their packages; the module of SHA, from its source.
 */
import { runTool } from "./tool.ts";

const isWritten =
  runTool("drizzle-kit", ["generate"]) &&
  runTool("wrangler", ["types", "--include-runtime=false"]) &&
  runTool("node", ["scripts/endpoints.ts"]) &&
  runTool("node", ["scripts/quick-start.ts"]) &&
  runTool("node", ["scripts/architecture.ts"]) &&
  runTool("node", ["scripts/prices.ts"]) &&
  runTool("node", ["scripts/query-costs.ts"]) &&
  runTool("node", ["scripts/lists.ts"]) &&
  runTool("node", ["scripts/wasm.ts"]);
process.exitCode = isWritten ? 0 : 1;
