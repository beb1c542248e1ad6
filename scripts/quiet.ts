/**
 * Keeps wrangler and miniflare off the network: no usage figures, no look for a newer version, no example request data to
 * fetch, and none of the developer's pages that would. Imported for its effect; processes started afterwards inherit it.
 */
Object.assign(process.env, {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
});
