/**
 * The globals of Node that `@cloudflare/workers-types` declares as `any`, with their own types. The first declaration of a
 * variable counts, so tsconfig.json names this file before that package.
 */
/* oxlint-disable no-var -- Only a `var` may be declared again. */
declare var Buffer: BufferConstructor;
declare var process: NodeJS.Process;
