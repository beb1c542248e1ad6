/** The responses of health checks (docs/spec/requests.md#public-endpoints). */
import { defineModel, fieldsOf } from "./model.ts";

export interface HealthStatus {
  readonly name: string;
  /** How long the database took to answer, in milliseconds. */
  readonly ping: number;
  readonly status: string;
}

const status = fieldsOf<HealthStatus>();

export const healthStatus = defineModel<HealthStatus>("healthStatus", {
  name: status.string((row) => row.name),
  ping: status.integer((row) => row.ping),
  status: status.string((row) => row.status),
});

export interface HealthVersion {
  readonly version: string;
}

export const healthVersion = defineModel<HealthVersion>("healthVersion", {
  version: fieldsOf<HealthVersion>().string((row) => row.version),
});
