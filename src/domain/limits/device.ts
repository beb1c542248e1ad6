/**
 * Known devices: a browser that has signed in to an account keeps a sealed value, so that wrong passwords from other
 * browsers do not lock the owner out (docs/spec/account.md#known-devices).
 */
import { open, seal } from "../../lib/crypto/box.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { type Where, where } from "../../lib/sql/index.ts";
import { users } from "../../storage/schema/index.ts";
import type { Config } from "../context/index.ts";

/** The account that a device has signed in to, at the time of the sign-in. */
export interface DeviceAccount {
  readonly seq: number;
  readonly epoch: number;
  /** Milliseconds since the Unix epoch; null: no password was ever set. A new password makes the device unknown. */
  readonly passwordUpdate: number | null;
}

export interface KnownDevice extends DeviceAccount {
  readonly id: string;
}

/** Seconds for which a sign-in makes a device known: 90 days. */
export const deviceSeconds = 90 * 86_400;

/** The maximum length of a value, in characters: issued values are shorter. */
const valueMax = 512;

/** The context of the sealed value. No sealed column of the database has the same one. */
const context = "device";

/**
 * Makes the value that a device keeps after a sign-in.
 * @param now milliseconds since the Unix epoch
 * @returns about 180 characters of base64url and periods
 */
export const sealDevice = (
  { secretKeys }: Config,
  { epoch, passwordUpdate, seq }: DeviceAccount,
  now: number,
): Promise<string> =>
  seal(secretKeys, context, JSON.stringify([generateId(now), seq, epoch, passwordUpdate, now + deviceSeconds * 1000]));

/**
 * Reads the value that a device presents.
 * @param now milliseconds since the Unix epoch
 * @returns null for a forged, malformed or expired value
 */
export async function openDevice({ secretKeys }: Config, value: string, now: number): Promise<KnownDevice | null> {
  if (value.length > valueMax) return null;
  const opened = await open(secretKeys, context, value);
  if (!opened.ok) return null;
  const fields: unknown = JSON.parse(opened.value);
  if (!isFields(fields)) return null;
  const [id, seq, epoch, passwordUpdate, expire] = fields;
  return expire > now ? { id, seq, epoch, passwordUpdate } : null;
}

const isNumber = (value: unknown): value is number => typeof value === "number";

const isFields = (
  value: unknown,
): value is readonly [id: string, seq: number, epoch: number, passwordUpdate: number | null, expire: number] =>
  Array.isArray(value) &&
  value.length === 5 &&
  typeof value[0] === "string" &&
  isNumber(value[1]) &&
  isNumber(value[2]) &&
  (value[3] === null || isNumber(value[3])) &&
  isNumber(value[4]);

/** Whether a user knows the device. The query must read from users. */
export const isKnownTo = ({ epoch, passwordUpdate, seq }: DeviceAccount): Where<"users"> =>
  where(users)`${users.seq} = ${seq} AND ${users.epoch} = ${epoch} AND ${users.passwordUpdate} IS ${passwordUpdate}`;
