/**
 * The variables that wrangler and Miniflare run with. They stay off the network: no usage statistics, no search for newer versions,
 * no download of example request data, and no developer pages. They take the configuration that they are given, and no
 * environment of it: commands that know environments have an option. Imported for its effect; processes started afterwards inherit it.
 */
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  CLOUDFLARE_ENV: "",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});
