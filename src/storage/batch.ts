/**
 * A batch: statements that go to D1 in one round trip and are committed together. Adding a statement returns a handle,
 * which has the rows once the batch has run. A function that adds statements can also add the errors of their
 * constraints and the work after the commit.
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

/** Statements that run ahead of the first batch of a request, and may refuse the request. */
export interface Opening {
  /** Adds its statements, and the check that refuses the request. */
  readonly addTo: (batch: Batch) => void;
  /** Whether it admits the request: a condition for other statements of the same batch. */
  readonly isWithin: SQL;
}

/** The transport of a batch. */
export interface Channel {
  /** @returns the rows of each statement; without statements, D1 is not called */
  readonly send: (statements: readonly Statement[], outgoing: Outgoing) => Promise<Rows>;
  /** undefined: the batch waits for its own work. */
  readonly waitUntil: WaitUntil | undefined;
  readonly isWithin: SQL;
  /**
   * Waits for the opening to admit the request.
   * @param send sends the opening; only the first batch does
   * @returns whether this batch has sent the opening; null: there is no opening to wait for
   * @throws the error of the opening, to every batch that waits
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
  /** Whether it writes only if the opening admits the request. */
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

  /** Adds a statement. Statements run in the order in which they are added, and each sees the changes of earlier ones. */
  add(statement: Statement): Handle {
    return this.#enter(statement, this.#isWithin);
  }

  /** Adds statements whose results are not needed. */
  addAll(statements: readonly Statement[]): void {
    for (const statement of statements) this.add(statement);
  }

  /**
   * Adds a statement that writes only if the opening admits the request, so both can be in one batch.
   * @param make makes the statement with that condition
   */
  addWithin(make: (isWithin: SQL) => Statement): Handle {
    return this.#enter(make(this.#channel.isWithin), true);
  }

  /**
   * Lets a batch that writes carry the opening. Only for the first batch of a request, and only if it can break no
   * constraint: a batch that fails would not count the attempt.
   * @param make makes the condition of the deciding statement from the condition that the opening admits the request;
   *   all other writes of the batch must depend on the deciding statement
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
   * Adds a check of the results, which runs after the batch. It reports a refusal that the statements have already
   * enforced by their conditions.
   * @param check throws the refusal
   */
  check(check: () => void): void {
    this.#checks.push(check);
  }

  /**
   * Adds work that runs once the batch is committed, and may continue after the response. The work must check its
   * handles, because a guarded write may have changed nothing. A failure is logged for the operator only.
   */
  afterCommit(work: () => unknown): void {
    this.#work.push(work);
  }

  /**
   * Adds statements for the case that this batch may have been committed although its request was answered 503, such as
   * those that end a session whose secret was never delivered. They go out in a batch of their own, and must do nothing
   * if this one was not committed. They wait for no opening: it may have been part of this batch.
   */
  ifUnanswered(fill: (batch: Batch) => void): void {
    this.#undoing.push(() => {
      const batch = new Batch({ ...this.#channel, open: () => null });
      fill(batch);
      return batch.run();
    });
  }

  /**
   * Allows the batch to be sent again after a time-out although it writes: each of its statements is idempotent by its
   * guard.
   */
  repeatable(): void {
    this.#isRepeatable = true;
  }

  /**
   * Sends the batch, once. The first batch of a request carries the opening if each of its statements reads or is
   * guarded by the opening; otherwise the opening is sent first, in a batch of its own.
   * @throws AppError the declared error of a broken constraint, and the errors of the opening and the checks
   * @throws Unavailable if D1 did not answer in time
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
