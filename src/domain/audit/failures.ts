/**
 * Failed sign-ins in the log: a row for each account and hour, with their number (docs/spec/logs.md#failed-sign-ins). They change
 * nothing, so their rows are not events.
 */
import { build, insertFrom, sql, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { logs, rateLimits, users } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";
import { accountOf, counterOf, strangerOf } from "../limits/index.ts";
import { failedSignIn } from "./names.ts";
import { logFields } from "./store.ts";
import { countNow } from "./tallies.ts";

const hour = 3_600;
const day = 86_400;

/** Rows per day for accounts that do not exist, at most: a guest can invent any number of addresses. */
const strangersMax = 1_000;

/** The account that the sign-in was for. */
export interface Tried {
  /** Picks the row of users, or none. */
  readonly who: Where<"users">;
  /** The address or id that identifies the account if there is no such row; only its digest is stored. */
  readonly address: string;
}

/**
 * Adds statements that log a failed sign-in. They are the same for an account that does not exist, but such accounts get
 * at most 1,000 rows a day.
 */
export function noteFailure(batch: Batch, context: Context, { address, who }: Tried): void {
  const { config, now } = context;
  const repeats = sql`${accountOf(config, who, address)} || ${`/${Math.floor(now / (hour * 1_000))}`}`;
  const strangers = counterOf(config, "strangers", now, day);
  const user = seqOf(who);
  const resource = sql`coalesce((SELECT 'user/' || ${users.id} FROM ${users} WHERE ${who}), ${strangerOf(config, address)})`;
  const isNew = sql`NOT EXISTS (SELECT 1 FROM ${logs} WHERE ${logs.repeats} = ${repeats})`;
  const counted = sql`coalesce((SELECT ${rateLimits.count} FROM ${rateLimits} WHERE ${rateLimits.bucket} = ${strangers.bucket}), 0)`;
  const isStranger = sql`${user} IS NULL`;
  batch.add(
    build
      .update(logs)
      .set({ count: sql`${logs.count} + 1` })
      .where(where(logs)`${logs.repeats} = ${repeats}`),
  );
  // Reads one row more than allowed, to find out whether the limit is reached.
  batch.add(
    insertFrom(
      rateLimits,
      { ...strangers, count: 1 },
      sql`WHERE ${isStranger} AND ${isNew} AND ${counted} <= ${strangersMax}`,
    ).onConflictDoUpdate({ target: rateLimits.bucket, set: { count: sql`${rateLimits.count} + 1` } }),
  );
  batch.add(
    insertFrom(
      logs,
      { ...logFields(context, "session.fail"), resource, userSeq: user, repeats },
      sql`WHERE ${isNew} AND (NOT ${isStranger} OR ${counted} <= ${strangersMax})`,
    ),
  );
  batch.add(countNow(failedSignIn, now));
}
