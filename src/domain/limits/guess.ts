/**
 * Guesses of a password: each attempt is counted before the password is compared, for the account and for the network that it
 * comes from, and a success uncounts it (docs/spec/account.md#guesses). A known device has a counter of its own.
 */
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import { locks, rateLimits, users } from "../../storage/schema/index.ts";
import type { Config } from "../context/index.ts";
import { bucketOf, counted, countedOnce, scaled, windowEnd } from "./counter.ts";
import { isKnownTo, type KnownDevice } from "./device.ts";
import { accountOf, forgetFailures } from "./locks.ts";
import { networkOf } from "./network.ts";

/** Failures in an hour: of a network, and of a known device. */
const [networkMax, deviceMax] = [100, 10];
const window = 3_600;

/** Failures in a row of an account before the first pause. */
const accountMax = 10;

/** The first pause and the longest one, in milliseconds. Each further failure doubles it. */
const [firstPause, longestPause] = [60_000, 86_400_000];
/** Doublings after which every pause is the longest. */
const doublingsMax = 11;

/** How long failures in a row are remembered, in milliseconds: 30 days. */
const rememberedFor = 30 * 86_400_000;

/** One guess, and the origin that it is counted for. */
export interface Guess {
  /** Picks the user whose password is guessed, or no row. */
  readonly who: Where<"users">;
  /** The address that identifies the account if there is no such row. */
  readonly address: string;
  /** IPv4 or IPv6; null: the guess came through a server that does not forward the address. */
  readonly ip: string | null;
  /** null: the request has no known-device value. */
  readonly device: KnownDevice | null;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The tightest limit of an attempt. */
export interface Allowance {
  readonly max: number;
  readonly remaining: number;
  /** Milliseconds since the Unix epoch. */
  readonly end: number;
}

const stored = reader({
  failures: integer(locks.failures),
  until: integer(locks.until),
  attempt: text(locks.attempt),
  expire: integer(locks.expire),
});

interface Counts {
  readonly account: Handle;
  readonly device: Handle | null;
}

/** Counts one guess. With `isGate` the guess can be refused; without it, the guess has failed already and is only counted. */
export class GuessCounter {
  readonly #guess: Guess;
  readonly #isGate: boolean;
  readonly #attempt = crypto.randomUUID();
  readonly #max: Readonly<Record<"account" | "network" | "device", number>>;
  readonly #end: number;
  readonly #account: SQL;
  /** The bucket of the network; null: it is not counted. */
  readonly #network: string | null;
  readonly #device: { readonly bucket: string; readonly isKnown: SQL } | null;
  #counts: Counts | undefined;

  constructor(config: Config, guess: Guess, isGate: boolean) {
    this.#guess = guess;
    this.#isGate = isGate;
    this.#max = {
      account: scaled(config, accountMax),
      network: scaled(config, networkMax),
      device: scaled(config, deviceMax),
    };
    this.#end = windowEnd(guess.now, window);
    this.#account = accountOf(config, guess.who, guess.address);
    this.#network = guess.ip === null ? null : bucketOf(config, ["guesses", "network", this.#end, networkOf(guess.ip)]);
    this.#device = guess.device && {
      bucket: bucketOf(config, ["guesses", "device", this.#end, guess.device.id]),
      isKnown: sql`EXISTS (SELECT 1 FROM ${users} WHERE ${guess.who} AND ${isKnownTo(guess.device)})`,
    };
  }

  /** Adds the statements that count: a known device on its own counter, and otherwise the account and the network. */
  addTo(batch: Batch): void {
    const account = batch.add(this.#countAccount());
    if (this.#network !== null) batch.add(this.#countNetwork(this.#network));
    const device = this.#device && batch.add(this.#count(this.#device.bucket, this.#device.isKnown));
    this.#counts = { account, device };
  }

  /**
   * Judges the guess, once the batch has run.
   * @returns the limit that applies, for the headers, and whether it is exceeded
   */
  judge(): Allowance & { readonly isOver: boolean } {
    const { device, lock } = this.#read();
    const end = this.#end;
    if (device !== null) {
      const max = this.#max.device;
      return { max, end, remaining: max - device, isOver: this.#isGate && device > max };
    }
    if (lock === null) return { max: this.#max.network, end, remaining: 0, isOver: this.#isGate };
    const { expire, failures, until } = lock;
    const max = this.#max.account;
    return {
      max,
      end: failures < max ? expire : until,
      remaining: max - failures,
      isOver: this.#isGate && lock.attempt !== this.#attempt,
    };
  }

  /** Whether a failure of this guess begins the first pause of the account, once the batch has run. */
  get beginsPause(): boolean {
    const { lock } = this.#read();
    return lock !== null && lock.attempt === this.#attempt && lock.failures === this.#max.account;
  }

  /** Adds statements that uncount the guess and the earlier failures of the account, if the condition holds. */
  forget(batch: Batch, isSuccess: SQL): void {
    const isKnown = this.#read().device !== null;
    batch.add(forgetFailures(this.#account, isSuccess));
    if (isKnown && this.#device !== null) {
      const { bucket } = this.#device;
      batch.add(build.delete(rateLimits).where(where(rateLimits)`${rateLimits.bucket} = ${bucket} AND ${isSuccess}`));
    } else if (this.#network !== null) {
      const taken = `-${this.#attempt}`;
      const isCounted = where(rateLimits)`${rateLimits.bucket} = ${this.#network} AND ${rateLimits.count} > 0
        AND ${rateLimits.attempt} <> ${taken}`;
      batch.add(
        build
          .update(rateLimits)
          .set({ count: sql`${rateLimits.count} - 1`, attempt: taken })
          .where(where(rateLimits)`${isCounted} AND ${isSuccess}`),
      );
    }
  }

  #read() {
    if (this.#counts === undefined) throw new Error("A guess was judged before it was counted.");
    const { account, device } = this.#counts;
    return {
      lock: account.row === undefined ? null : stored.read(account.row),
      device: device?.row === undefined ? null : counted.read(device.row).count,
    };
  }

  /** Counts a failure in a row, unless the account is paused. */
  #countAccount(): Statement {
    const { now } = this.#guess;
    const attempt = this.#attempt;
    const expire = now + rememberedFor;
    const isCounted = sql`(${locks.until} <= ${now} AND ${locks.attempt} <> ${attempt})`;
    const failures = sql`(CASE WHEN ${locks.expire} <= ${now} THEN 1 ELSE ${locks.failures} + 1 END)`;
    const ifCounted = (value: SQL | string | number, column: SQL) =>
      sql`CASE WHEN ${isCounted} THEN ${value} ELSE ${column} END`;
    return insertFrom(
      locks,
      { account: this.#account, failures: 1, until: this.#pauseEnd(sql`1`), attempt, expire },
      sql`WHERE ${this.#isUnknown} AND ${this.#isWithinNetwork}`,
    )
      .onConflictDoUpdate({
        target: locks.account,
        set: {
          failures: ifCounted(failures, sql`${locks.failures}`),
          until: ifCounted(this.#pauseEnd(failures), sql`${locks.until}`),
          attempt: ifCounted(attempt, sql`${locks.attempt}`),
          expire: ifCounted(expire, sql`${locks.expire}`),
        },
      })
      .returning(stored.returning);
  }

  /** The end of the pause after a number of failures in a row; 0: no pause. */
  #pauseEnd(failures: SQL): SQL {
    const max = this.#max.account;
    return sql`CASE WHEN ${failures} < ${max} THEN 0 ELSE
      ${this.#guess.now} + min(${longestPause}, ${firstPause} << min(${failures} - ${max}, ${doublingsMax})) END`;
  }

  /**
   * Counts a guess for the network, if it was counted for the account: a refused guess is not a failure. Without a gate,
   * the guess counts in any case.
   */
  #countNetwork(bucket: string): Statement {
    const isAdmitted = sql`EXISTS (SELECT 1 FROM ${locks}
      WHERE ${locks.account} = ${this.#account} AND ${locks.attempt} = ${this.#attempt})`;
    return this.#count(bucket, this.#isGate ? isAdmitted : this.#isUnknown);
  }

  #count(bucket: string, condition: SQL): Statement {
    const attempt = this.#attempt;
    return insertFrom(rateLimits, { bucket, count: 1, attempt, expire: this.#end }, sql`WHERE ${condition}`)
      .onConflictDoUpdate({ target: rateLimits.bucket, set: countedOnce(attempt) })
      .returning(counted.returning);
  }

  get #isUnknown(): SQL {
    return this.#device === null ? sql`1` : sql`NOT ${this.#device.isKnown}`;
  }

  get #isWithinNetwork(): SQL {
    if (this.#network === null || !this.#isGate) return sql`1`;
    return sql`NOT EXISTS (SELECT 1 FROM ${rateLimits}
      WHERE ${rateLimits.bucket} = ${this.#network} AND ${rateLimits.count} >= ${this.#max.network})`;
  }
}
