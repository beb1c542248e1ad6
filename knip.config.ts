/** Settings of the check `unused`. Production mode finds exports that only tests use, unless their own file does too. */
export default {
  entry: [
    "scripts/{start,deploy,keys,import,export,listen,rekey,check,generate}.ts!",
    "scripts/{architecture,check-bundle,check-references,check-storage,check-words,lists,prices,query-costs,endpoints,quick-start,wasm}.ts!",
    "scripts/deploy/offline-worker.ts!",
    "scripts/start/migrate.ts!",
    "scripts/lint/layers.ts!",
    "bench/{run,bare}.ts!",
    "bench/{hashes,stalls}/worker.ts!",
    "*.config.ts!",
    "{src,test}/**/*.test.ts",
    "test/harness/{fresh-stores,cheap-cost}.ts",
    "test/harness/cloudflare/edge-fetch.ts",
    "test/sdk/harness/bundle.ts",
    "test/passwords/vectors/generate.ts",
  ],
  project: ["{src,test,bench,scripts}/**/*.{ts,tsx,js}!", "!**/*.test.ts!", "!test/**!", "*.{ts,d.ts}!"],
  ignoreExportsUsedInFile: process.argv.includes("--production"),
  vitest: false,
  ignoreBinaries: ["perl"],
  ignoreDependencies: ["assemblyscript", "axe-core", "oxlint", "oxlint-tsgolint"],
};
