/** Rate limits: exact counters in D1. */
export { type RateLimit, RateLimiter } from "./rate-limiter.ts";
