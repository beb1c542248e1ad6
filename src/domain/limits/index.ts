/** Rate limits: exact counters in D1; and the pauses that follow wrong passwords. */
export { type DeviceAccount, deviceSeconds, openDevice, sealDevice } from "./device.ts";
export { type Guess, GuessCounter } from "./guess.ts";
export { counterOf, scaled } from "./counter.ts";
export { accountOf, isLockOf, strangerOf, unlock } from "./locks.ts";
export { type RateLimit, RateLimiter } from "./rate-limiter.ts";
export { changesLimit, prefsLimit, teamsMax } from "./volume.ts";
