/** The health checks (docs/spec/requests.md#public-endpoints). */
import { getHealth } from "./get-health.ts";
import { getVersion } from "./get-version.ts";
import { ping } from "./ping.ts";

export const healthEndpoints = [ping, getHealth, getVersion];
