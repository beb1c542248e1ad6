/** Counters in windows of time, as rows of `rate_limits`. */
import { deriveKey } from "../../lib/crypto/derive.ts";
import { hmac } from "../../lib/crypto/digest.ts";
import { sql } from "../../lib/sql/index.ts";
import { integer, reader } from "../../storage/reader.ts";
import { rateLimits } from "../../storage/schema/index.ts";
import type { Config } from "../context/index.ts";

/** The result of a statement that counts. */
export const counted = reader({ count: integer(rateLimits.count) });

/**
 * The columns of a counter after an attempt. An attempt that is sent twice counts once.
 * @param weight the amount that the attempt adds
 */
export const countedOnce = (attempt: string, weight = 1) => ({
  count: sql`${rateLimits.count} + CASE ${rateLimits.attempt} WHEN ${attempt} THEN 0 ELSE ${weight} END`,
  attempt,
});

/** A documented limit, multiplied by the deployment's RATE_LIMITS. */
export const scaled = ({ rateLimits: factor }: Config, max: number): number => Math.ceil(max * factor);

/** The key of a counter or a lock: an HMAC, which keeps addresses and names of people out of the tables. */
export const bucketOf = ({ secretKeys: [current] }: Config, name: readonly unknown[]): string =>
  hmac(deriveKey(current, "rate-limits"), JSON.stringify(name));

/**
 * The end of a window, in milliseconds since the Unix epoch: windows begin at multiples of their length.
 * @param seconds its length
 */
export const windowEnd = (now: number, seconds: number): number =>
  (Math.floor(now / (seconds * 1000)) + 1) * seconds * 1000;

/** The counter of a name in the window of an instant. */
export function counterOf(config: Config, name: string, now: number, seconds: number) {
  const expire = windowEnd(now, seconds);
  return { bucket: bucketOf(config, [name, expire]), expire };
}
