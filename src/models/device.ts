/** The device of a user agent: the fields that sessions and logs share (docs/spec/models.md#session). */
import { fieldsOf } from "./model.ts";

interface DeviceRow {
  readonly osCode: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly clientType: string;
  readonly clientCode: string;
  readonly clientName: string;
  readonly clientVersion: string;
  readonly clientEngine: string;
  readonly clientEngineVersion: string;
  readonly deviceName: string;
  readonly deviceBrand: string;
  readonly deviceModel: string;
}

/** The origin of an action: IP address, country and device. */
export interface PlaceRow extends DeviceRow {
  /** IPv4 or IPv6, "" when unknown. */
  readonly ip: string;
  /** ISO 3166-1 alpha-2 in lower case; `--` when unknown. */
  readonly countryCode: string;
  readonly countryName: string;
}

/** The fields of a model for the origin of its row, in the order of the wire. */
export function placeFields<Row>(place: (row: Row) => PlaceRow) {
  const { string } = fieldsOf<Row>();
  const names = [
    ...(["osCode", "osName", "osVersion", "clientType", "clientCode", "clientName", "clientVersion"] as const),
    ...(["clientEngine", "clientEngineVersion", "deviceName", "deviceBrand", "deviceModel"] as const),
    ...(["countryCode", "countryName"] as const),
  ];
  return Object.fromEntries(names.map((name) => [name, string((row) => place(row)[name])]));
}
