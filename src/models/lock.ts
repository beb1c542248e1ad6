/** The lock of an account: wrong passwords in a row, and the pause that follows them (docs/spec/users.md#locks). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface LockRow {
  /** null: the account has no email, so a password can be tried by id only. */
  readonly email: string | null;
  readonly failures: number;
  /** The end of the pause, in milliseconds since the Unix epoch; null: the password is not paused. */
  readonly pausedUntil: number | null;
  /** When the failures are forgotten, in milliseconds since the Unix epoch. */
  readonly expire: number;
}

const { boolean, date, integer, string } = fieldsOf<LockRow>();

const lock = defineModel<LockRow>("lock", {
  email: string((row) => row.email ?? ""),
  failures: integer((row) => row.failures),
  paused: boolean((row) => row.pausedUntil !== null),
  pausedUntil: date((row) => row.pausedUntil),
  expire: date((row) => row.expire),
});

export const lockList = listOf("lockList", "locks", lock);
