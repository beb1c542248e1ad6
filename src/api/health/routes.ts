/** The routes that tell whether the service is up (spec/wire.md 1.11). */
import { getHealth } from "./get-health.ts";
import { getVersion } from "./get-version.ts";
import { ping } from "./ping.ts";

export const healthEndpoints = [ping, getHealth, getVersion];
