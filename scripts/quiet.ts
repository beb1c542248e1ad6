/**
 * Keeps wrangler and miniflare off the network: no usage statistics, no search for newer versions, no download of example
 * request data, and no developer pages. Imported for its effect; processes started afterwards inherit it.
 */
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});
