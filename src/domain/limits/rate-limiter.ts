/**
 * Checks that run ahead of an operation: rate limits, which are exact counters in D1, one for each window, route and
 * subject (docs/spec/account.md#rate-limits), and the switches of sign-in methods
 * (docs/spec/project.md#authentication-methods). Both are the opening of the request's first batch (storage/batch.ts).
 */
import { AppError } from "../../errors/app-error.ts";
import { and, build, eq, gt, or, type SQL, sql, type Statement } from "../../lib/sql/index.ts";
import type { AuthMethod } from "../../models/settings.ts";
import type { Batch, Handle, Opening } from "../../storage/batch.ts";
import { json, reader } from "../../storage/reader.ts";
import { isTexts, type Row } from "../../storage/row.ts";
import { rateLimits, settings } from "../../storage/schema/index.ts";
import type { Caller, Config, Limits } from "../context/index.ts";
import { bucketOf, counted, countedOnce, scaled, windowEnd } from "./counter.ts";
import { type Guess, GuessCounter } from "./guess.ts";
import { networkOf } from "./network.ts";

/** A limit on the attempts at an endpoint. */
export interface RateLimit {
  /** Attempts; with `size`, bytes. */
  readonly max: number;
  /** The counter that the limit shares with other endpoints; absent: the endpoint's own. */
  readonly shared?: string;
  /** The parameter whose JSON is counted, in bytes of UTF-8; absent: attempts are counted. */
  readonly size?: string;
  /** Seconds; windows begin at multiples of it since the Unix epoch. */
  readonly window: number;
  /**
   * The subject that attempts are counted for: `ip` (of IPv6 the network), `caller`, or the value of a parameter of
   * that name. An impersonator is counted apart from the user.
   */
  readonly by: readonly string[];
  /** A success sets the count back to 0. */
  readonly resets?: true;
  /** API keys are counted and limited too; otherwise they only get the headers. */
  readonly limitsKeys?: true;
}

/** The properties that identify an attempt. */
interface Attempt {
  readonly requestId: string;
  readonly endpoint: string;
  readonly limits: readonly RateLimit[];
  /** The sign-in method that the endpoint belongs to. */
  readonly authMethod: AuthMethod | undefined;
  readonly caller: Caller;
  readonly ip: string;
  /** Parameters as they were sent. */
  readonly given: (name: string) => unknown;
  readonly now: number;
}

/** A limit with its counter. */
interface Counter {
  readonly limit: RateLimit;
  readonly max: number;
  /** The amount that the attempt adds to the counter. */
  readonly weight: number;
  readonly bucket: string;
  /** Milliseconds since the Unix epoch. */
  readonly end: number;
  readonly isCounted: boolean;
  /** The request, which is counted once. */
  readonly attempt: string;
}

export type RateLimitHeaders = Readonly<Record<`x-ratelimit-${"limit" | "remaining" | "reset"}`, string>>;

/** Counts one request's attempt at an endpoint, and judges it. */
export class RateLimiter implements Limits, Opening {
  readonly #config: Config;
  readonly #counters: readonly Counter[];
  #guess: GuessCounter | null = null;
  readonly #authMethod: AuthMethod | undefined;
  readonly #tell: (headers: RateLimitHeaders) => void;

  /** @param tell receives the headers of the tightest limit once it is known */
  constructor(config: Config, attempt: Attempt, tell: (headers: RateLimitHeaders) => void) {
    this.#config = config;
    this.#counters = countersOf(config, attempt);
    // A method that is closed to apps stays open to API keys.
    this.#authMethod = attempt.caller.kind === "key" ? undefined : attempt.authMethod;
    this.#tell = tell;
  }

  /** Adds the limits on password guesses. Must be called before the first batch of the request. */
  guesses(guess: Guess): void {
    if (this.#config.rateLimits > 0) this.#guess = new GuessCounter(this.#config, guess, true);
  }

  get beginsPause(): boolean {
    return this.#guess?.beginsPause ?? false;
  }

  addTo(batch: Batch): void {
    const counts = this.#counters.map((counter) => batch.add(countStatement(counter)));
    this.#guess?.addTo(batch);
    const switches = this.#authMethod === undefined ? null : batch.add(selectDisabled);
    batch.check(() => {
      this.#judge(counts);
      if (switches !== null) this.#assertOpen(switches.row);
    });
  }

  get isWithin(): SQL {
    const isOver = this.#counters
      .filter(({ isCounted }) => isCounted)
      .map(({ bucket, max }) => and(eq(rateLimits.bucket, bucket), gt(rateLimits.count, max)));
    return and(
      isOver.length === 0 ? undefined : sql`NOT EXISTS (SELECT 1 FROM ${rateLimits} WHERE ${or(...isOver)})`,
      this.#authMethod === undefined ? undefined : isOpen(this.#authMethod),
    );
  }

  forget(batch: Batch, isSuccess?: SQL): void {
    for (const { bucket, isCounted, limit } of this.#counters) {
      if (!isCounted || limit.resets !== true) continue;
      batch.add(build.delete(rateLimits).where(and(eq(rateLimits.bucket, bucket), isSuccess)));
    }
    this.#guess?.forget(batch, isSuccess ?? sql`1`);
  }

  #judge(counts: readonly Handle[]): void {
    const uses = this.#counters.map(({ end, isCounted, max }, index) => {
      const row = counts[index]?.row;
      const count = row === undefined ? 0 : counted.read(row).count;
      return { max, end, remaining: max - count, isOver: isCounted && count > max };
    });
    if (this.#guess !== null) uses.push(this.#guess.judge());
    const tightest = uses.toSorted((a, b) => a.remaining - b.remaining)[0];
    if (tightest === undefined) return;
    this.#tell({
      "x-ratelimit-limit": String(tightest.max),
      "x-ratelimit-remaining": String(Math.max(0, tightest.remaining)),
      "x-ratelimit-reset": String(tightest.end / 1000),
    });
    if (uses.some(({ isOver }) => isOver)) throw new AppError("general_rate_limit_exceeded");
  }

  #assertOpen(row: Row | undefined): void {
    const disabled = row === undefined ? [] : closed.read(row).disabled;
    if (this.#authMethod !== undefined && disabled.includes(this.#authMethod)) {
      throw new AppError("user_auth_method_unsupported", disabledText(this.#authMethod));
    }
  }
}

const closed = reader({ disabled: json(isTexts, settings.disabledAuthMethods) });

const selectDisabled = sql`SELECT ${closed.columns} FROM ${settings}`;

/** A condition: apps may use the sign-in method. */
const isOpen = (method: AuthMethod): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM ${settings}, json_each(${settings.disabledAuthMethods}) WHERE value = ${method})`;

/** Upstream's suite compares the text for phones. */
function disabledText(method: AuthMethod): string {
  const name = method.replace("-", " ");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} authentication is disabled for this project`;
}

function countersOf(
  config: Config,
  { caller, endpoint, given, ip, limits, now, requestId }: Attempt,
): readonly Counter[] {
  if (config.rateLimits === 0) return [];
  const valueOf = (name: string): unknown => {
    if (name === "ip") return networkOf(ip);
    if (name === "caller") return caller.kind === "user" ? [caller.seq, caller.impersonator?.seq] : "";
    return lowered(given(name));
  };
  // A key gets no headers of limits that apply to users only.
  const isTold = ({ by, limitsKeys, size }: RateLimit) =>
    caller.kind !== "key" || limitsKeys === true || (size === undefined && !by.includes("caller"));
  return limits.filter(isTold).map((limit) => {
    const end = windowEnd(now, limit.window);
    const name = [limit.shared ?? endpoint, limit.window, end, ...limit.by.map((by) => [by, valueOf(by)])];
    return {
      limit,
      max: scaled(config, limit.max),
      weight: limit.size === undefined ? 1 : sizeOf(given(limit.size)),
      bucket: bucketOf(config, name),
      end,
      isCounted: caller.kind !== "key" || limit.limitsKeys === true,
      attempt: requestId,
    };
  });
}

/** Emails and ids are compared without case. */
const lowered = (value: unknown): unknown => (typeof value === "string" ? value.toLowerCase() : "");

const utf8 = new TextEncoder();

/** The bytes of a value's JSON; 0 without a value. */
const sizeOf = (value: unknown): number => (value === undefined ? 0 : utf8.encode(JSON.stringify(value)).length);

const countStatement = ({ attempt, bucket, end, isCounted, weight }: Counter): Statement =>
  isCounted
    ? build
        .insert(rateLimits)
        .values({ bucket, count: weight, attempt, expire: end })
        .onConflictDoUpdate({ target: rateLimits.bucket, set: countedOnce(attempt, weight) })
        .returning(counted.returning)
    : sql`SELECT ${counted.columns} FROM ${rateLimits} WHERE ${rateLimits.bucket} = ${bucket}`;
