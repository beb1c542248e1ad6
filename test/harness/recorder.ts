/** D1 and KV behind a test layer that counts the cost of a request, delays its round trips, or makes them fail. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/http/config.ts";

/** A statement on its way to the database. */
export interface Statement {
  readonly sql: string;
  readonly prepared: D1PreparedStatement;
}

/**
 * Intercepts a round trip: every use of the database is one call.
 * @param send passes statements on to the database, as one batch
 * @returns the results for the Worker
 */
export type Between = <T>(
  statements: readonly Statement[],
  send: (prepared: readonly D1PreparedStatement[]) => Promise<D1Result<T>[]>,
) => Promise<D1Result<T>[]>;

/** The prepared statements, for a `Between` that changes none of them. */
export const preparedOf = (statements: readonly Statement[]): D1PreparedStatement[] =>
  statements.map(({ prepared }) => prepared);

/** A layer that changes nothing. */
export const passOn: Between = (statements, send) => send(preparedOf(statements));

/** Uncounted access to the database would falsify every budget, so other methods throw. */
const closed = (way: string) => new Error(`The recorder supports batch(), all() and run(), but not ${way}.`);

class WatchedStatement implements D1PreparedStatement, Statement {
  readonly sql: string;
  readonly prepared: D1PreparedStatement;
  readonly #database: WatchedDatabase;

  constructor(sql: string, prepared: D1PreparedStatement, database: WatchedDatabase) {
    this.sql = sql;
    this.prepared = prepared;
    this.#database = database;
  }

  bind(...values: unknown[]): WatchedStatement {
    return new WatchedStatement(this.sql, this.prepared.bind(...values), this.#database);
  }

  async all<T>(): Promise<D1Result<T>> {
    const [result] = await this.#database.batch<T>([this]);
    if (result === undefined) throw new Error("A statement without a result.");
    return result;
  }

  run<T>(): Promise<D1Result<T>> {
    return this.all<T>();
  }

  first(): Promise<never> {
    return Promise.reject(closed("first()"));
  }

  raw(): Promise<never> {
    return Promise.reject(closed("raw()"));
  }
}

class WatchedDatabase implements D1Database {
  readonly #database: D1Database;
  readonly #between: Between;

  constructor(database: D1Database, between: Between) {
    this.#database = database;
    this.#between = between;
  }

  prepare(sql: string): WatchedStatement {
    return new WatchedStatement(sql, this.#database.prepare(sql), this);
  }

  batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    const watched = statements.filter((statement) => statement instanceof WatchedStatement);
    if (watched.length < statements.length) throw new Error("A statement of another database.");
    return this.#between<T>(watched, (prepared) => this.#database.batch<T>([...prepared]));
  }

  exec(): Promise<never> {
    return Promise.reject(closed("exec()"));
  }

  withSession(): never {
    throw closed("withSession()");
  }

  dump(): Promise<never> {
    return Promise.reject(closed("dump()"));
  }
}

/** A namespace that passes the name of every operation to `note`. */
function watchKv(kv: KVNamespace, note: (operation: string) => void): KVNamespace {
  return new Proxy(kv, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      return (...values: unknown[]): unknown => {
        note(String(property));
        return Reflect.apply(member, target, values);
      };
    },
  });
}

interface ServeOptions {
  /** Called with the name of each KV operation. */
  readonly noteKv?: (operation: string) => void;
  /** Called when the answer is ready, before the work after it is done. */
  readonly onAnswer?: () => void;
  /** Bindings that differ from this Worker's. */
  readonly bindings?: Partial<Pick<Env, "KV">> & Readonly<Record<string, unknown>>;
}

/** The Worker's app with a layer between it and its stores; the work after the response is done before it answers. */
export function serve(
  between: Between,
  { bindings = {}, noteKv = () => undefined, onAnswer = () => undefined }: ServeOptions = {},
): (request: Request) => Promise<Response> {
  const { KV = env.KV, ...others } = bindings;
  const stores = { DB: new WatchedDatabase(env.DB, between), KV: watchKv(KV, noteKv) };
  const config = parseConfig({ ...env, ...others, ...stores });
  if (!config.ok) throw new Error(config.error);
  const app = createApp(config.value);
  return async (request) => {
    const context = createExecutionContext();
    const response = await app.fetch(request, env, context);
    onAnswer();
    await waitOnExecutionContext(context);
    return response;
  };
}

/** The cost of requests. */
export interface Cost {
  /** The SQL of every round trip to D1, in order. */
  readonly roundTrips: readonly (readonly string[])[];
  /** Rows as D1 bills them, entries of indexes included. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** The names of the KV operations, in order. */
  readonly kv: readonly string[];
}

export interface Recorder {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The cost of the requests since the last call. */
  readonly take: () => Cost;
}

/**
 * An app that records the cost of its requests. Failed round trips are recorded too, with no rows.
 * @param bindings that differ from this Worker's
 * @param onAnswer is called when an answer is there, before the work after it is done
 */
export function record(bindings: NonNullable<ServeOptions["bindings"]> = {}, onAnswer?: () => void): Recorder {
  const nothing = (): { roundTrips: string[][]; rowsRead: number; rowsWritten: number; kv: string[] } => ({
    roundTrips: [],
    rowsRead: 0,
    rowsWritten: 0,
    kv: [],
  });
  let cost = nothing();
  const between: Between = async (statements, send) => {
    cost.roundTrips.push(statements.map(({ sql }) => sql));
    const results = await send(preparedOf(statements));
    for (const { meta } of results) {
      cost.rowsRead += meta.rows_read;
      cost.rowsWritten += meta.rows_written;
    }
    return results;
  };
  return {
    fetch: serve(between, { bindings, noteKv: (operation) => cost.kv.push(operation), ...(onAnswer && { onAnswer }) }),
    take() {
      const taken = cost;
      cost = nothing();
      return taken;
    },
  };
}
