/** Cloudflare's prices on the paid plan beyond the included amounts: no other file states them. */

/** When the prices were looked up, and where they are published. */
export const asOf = "2026";
export const sources = [
  "https://developers.cloudflare.com/workers/platform/pricing/",
  "https://developers.cloudflare.com/d1/platform/pricing/",
  "https://developers.cloudflare.com/kv/platform/pricing/",
];

/** US dollars per million. */
export const prices = {
  request: 0.3,
  cpuMillisecond: 0.02,
  rowRead: 0.001,
  rowWritten: 1,
  kvRead: 0.5,
  /** Writes, deletions and lists. */
  kvChange: 5,
};
