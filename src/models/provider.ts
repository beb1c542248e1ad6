/** A messaging provider. Its credentials are never shown (docs/spec/messaging.md#provider-model). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface ProviderRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly name: string;
  /** The service, such as `sendgrid`. */
  readonly provider: string;
  readonly enabled: boolean;
  /** The kind of messages that it delivers: `email`, `sms` or `push`. */
  readonly type: string;
  /** The names of its credentials, each with "" for the value. */
  readonly credentials: Readonly<Record<string, "">>;
  readonly options: Readonly<Record<string, unknown>>;
}

const { boolean, date, object, string } = fieldsOf<ProviderRow>();

export const provider = defineModel<ProviderRow>("provider", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  name: string((row) => row.name),
  provider: string((row) => row.provider),
  enabled: boolean((row) => row.enabled),
  type: string((row) => row.type),
  credentials: object((row) => row.credentials),
  options: object((row) => row.options),
});

export const providerList = listOf("providerList", "providers", provider);
