/**
 * A batch: statements that go to D1 in one round trip, all of them or none. Each is added for a handle, which has its
 * rows once the batch has run. The errors of broken constraints, and the work after the commit, are added to the batch
 * as well, so that a function which adds statements can add all that belongs to them.
 */
import type { SQL, Statement } from "../lib/sql/index.ts";
import { type Refusals, toRefusal } from "./constraints.ts";
import { isRead } from "./db.ts";
import type { Row } from "./row.ts";
import type { Outgoing, Rows, WaitUntil } from "./sender.ts";

export type { WaitUntil } from "./sender.ts";

/** The result of one statement. */
export interface Handle {
  /** @throws Error while the batch has not run */
  readonly rows: readonly Row[];
  /** The first row; undefined: there is none. @throws Error while the batch has not run */
  readonly row: Row | undefined;
}

/** Statements that go ahead of the first batch of a request, and may end it. */
export interface Opening {
  /** Adds its statements, and the check by which the request ends. */
  readonly addTo: (batch: Batch) => void;
  /** Whether it lets the request go on, for statements of the batch that it goes out with. */
  readonly isWithin: SQL;
}

/** The transport of a batch. */
export interface Channel {
  /** @returns the rows of each statement; for no statement at all, D1 is not asked */
  readonly send: (statements: readonly Statement[], outgoing: Outgoing) => Promise<Rows>;
  /** Without it, a batch waits for its work itself. */
  readonly waitUntil: WaitUntil | undefined;
  readonly isWithin: SQL;
  /**
   * Waits for the opening to admit the request.
   * @param send sends the opening; only the first batch does
   * @returns whether it was that one; null: there is no opening to wait for
   * @throws the error of the opening, to each batch
   */
  readonly open: (send: (opening: Batch) => Promise<void>) => Promise<boolean> | null;
}

class Result implements Handle {
  #rows: readonly Row[] | undefined;

  get rows(): readonly Row[] {
    if (this.#rows === undefined) throw new Error("A result was read before its batch had run.");
    return this.#rows;
  }

  get row(): Row | undefined {
    return this.rows[0];
  }

  fill(rows: readonly Row[]): void {
    this.#rows = rows;
  }
}

interface Entry {
  readonly statement: Statement;
  readonly result: Result;
  /** Whether it writes only where the opening lets the request go on. */
  readonly isWithin: boolean;
}

export class Batch {
  readonly #channel: Channel;
  readonly #entries: Entry[] = [];
  readonly #checks: (() => void)[] = [];
  readonly #work: (() => unknown)[] = [];
  readonly #undoing: (() => unknown)[] = [];
  #isRepeatable = false;
  #refusals: Refusals = {};
  #isSent = false;
  /** Whether the added statements write only if the opening admits the request. */
  #isWithin = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Whether it has no statement. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Adds a statement. They run in their order, each seeing the changes of those before it. */
  add(statement: Statement): Handle {
    return this.#enter(statement, this.#isWithin);
  }

  /** Adds statements whose results are not needed. */
  addAll(statements: readonly Statement[]): void {
    for (const statement of statements) this.add(statement);
  }

  /**
   * Adds a statement that writes although the request may be about to be refused: only where the condition holds.
   * @param make makes it, with that condition
   */
  addWithin(make: (isWithin: SQL) => Statement): Handle {
    return this.#enter(make(this.#channel.isWithin), true);
  }

  /**
   * Lets a batch that writes take the opening along. For the first batch of a request, and only one that can break no
   * constraint: a batch that fails would not count the attempt.
   * @param make makes the condition of the statement that decides, of the one that the opening lets the request go on; all
   *   others of the batch go by it too
   */
  within<Condition extends SQL>(make: (isWithin: SQL) => Condition): Condition {
    this.#isWithin = true;
    return make(this.#channel.isWithin);
  }

  /** Declares the errors of broken constraints. A later declaration for the same constraint wins. */
  refuse(refusals: Refusals): void {
    this.#refusals = { ...this.#refusals, ...refusals };
  }

  /**
   * Has the batch refuse, once it has run, by what its results are: for what its statements rule out themselves.
   * @param check throws the refusal
   */
  check(check: () => void): void {
    this.#checks.push(check);
  }

  /**
   * Puts work off until the batch is committed, and beyond the answer. It reads handles, because the write may not have
   * taken place. A failure is logged for the operator only.
   */
  afterCommit(work: () => unknown): void {
    this.#work.push(work);
  }

  /**
   * Adds work for a batch that may have been committed although its request was answered 503: it ends a session whose
   * secret was never delivered. It must do nothing where the batch was not committed.
   */
  ifUnanswered(work: () => unknown): void {
    this.#undoing.push(work);
  }

  /**
   * Allows the batch to be sent again after a time-out although it writes: each of its statements is idempotent by its
   * guard.
   */
  repeatable(): void {
    this.#isRepeatable = true;
  }

  /**
   * Sends the batch, once. The first batch of a request carries the opening if it does no harm to check that only
   * afterwards; otherwise the opening goes ahead, by itself.
   * @throws AppError the declared error of a broken constraint, and the errors of the opening and the checks
   * @throws Unavailable where D1 did not answer in time
   * @throws any other error of D1. Then the batch has written nothing, and the work after the commit does not run
   */
  async run(): Promise<void> {
    if (this.#isSent) throw new Error("A batch runs once.");
    this.#isSent = true;
    const takesAlong = this.#entries.every(({ isWithin, statement }) => isWithin || isRead(statement));
    const opened = this.#channel.open((opening) => {
      if (!takesAlong) return opening.#send();
      this.#entries.unshift(...opening.#entries);
      this.#checks.unshift(...opening.#checks);
      return this.#send();
    });
    const isFirst = opened !== null && (await opened);
    if (!isFirst || !takesAlong) await this.#send();
  }

  #enter(statement: Statement, isWithin: boolean): Handle {
    if (this.#isSent) throw new Error("A statement was added to a batch that had run.");
    const result = new Result();
    this.#entries.push({ statement, result, isWithin });
    return result;
  }

  async #send(): Promise<void> {
    const start = (work: readonly (() => unknown)[]) => work.map((each) => Promise.resolve().then(each));
    try {
      this.#fill(
        await this.#channel.send(
          this.#entries.map(({ statement }) => statement),
          {
            isRepeatable: this.#isRepeatable,
            landLate: (rows) => {
              this.#fill(rows);
              return Promise.all(start([...this.#work, ...this.#undoing]));
            },
            doubt: () => Promise.all(start(this.#undoing)),
          },
        ),
      );
    } catch (error) {
      throw toRefusal(error, this.#refusals);
    }
    const { waitUntil } = this.#channel;
    const started = start(this.#work);
    if (waitUntil === undefined) await Promise.all(started);
    else for (const work of started) waitUntil(work);
    for (const check of this.#checks) check();
  }

  #fill(rows: Rows): void {
    for (const [index, { result }] of this.#entries.entries()) result.fill(rows[index] ?? []);
  }
}
