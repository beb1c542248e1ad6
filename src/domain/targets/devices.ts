/** Devices: targets that push messages go to. Each function gives a statement for the batch that ends them. */
import { build, sql, type Statement, type Where } from "../../lib/sql/index.ts";
import { targets } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";

/** Devices of a user, at most, when the user adds one. */
const devicesMax = 100;

/**
 * A statement that removes the devices of a user beyond the limit: first expired ones, then the oldest. So a client that
 * keeps adding devices cannot fill the table.
 */
export const trimDevices = (self: Where<"users">): Statement =>
  build.delete(targets).where(
    sql`${targets.seq} IN (SELECT ${targets.seq} FROM ${targets}
      WHERE ${targets.userSeq} = ${seqOf(self)} AND ${targets.providerType} = 'push'
      ORDER BY ${targets.expired}, ${targets.seq} DESC LIMIT -1 OFFSET ${devicesMax})`,
  );

/** A statement that removes the user's devices that belong to a session, for when all sessions end. */
export const removeDevices = (self: Where<"users">): Statement =>
  build.delete(targets).where(sql`${targets.userSeq} = ${seqOf(self)} AND ${targets.sessionSeq} IS NOT NULL`);

/** A statement that removes all of the user's devices, with or without a session. */
export const removeAllDevices = (self: Where<"users">): Statement =>
  build.delete(targets).where(sql`${targets.userSeq} = ${seqOf(self)} AND ${targets.providerType} = 'push'`);
