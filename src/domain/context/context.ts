/** What an operation may know of the request besides its parameters. */
import type { SQL } from "drizzle-orm";
import type { Database, RowsOf, Statement } from "../../storage/db.ts";
import type { Origin } from "../../storage/kv.ts";
import type { Caller } from "./caller.ts";
import type { Config } from "./config.ts";

/** Where a cookie goes, and for how long. */
export interface CookieScope {
  /** Of the one route that gets it. */
  readonly path: string;
  /** 0: it ends. */
  readonly seconds: number;
}

/** Hands sessions to the client, and takes them back; and what shows that a browser has been here before. */
export interface Cookies {
  readonly read: (name: string) => string | undefined;
  readonly keep: (name: string, value: string, scope: CookieScope) => void;
  /**
   * @param value what the session is presented with
   * @param expire milliseconds since the Unix epoch
   */
  readonly begin: (value: string, expire: number) => void;
  readonly end: () => void;
}

/** The attempts of one request at an endpoint (domain/limits). */
export interface Attempts {
  /**
   * Counts the attempt, and reads.
   * @param reads statements that only read, or write where `isWithin`: they run even where the attempt is one too many
   * @returns the rows of the reads
   * @throws AppError `general_rate_limit_exceeded`, `user_auth_method_unsupported`
   */
  readonly batch: <const Reads extends readonly Statement[]>(reads: Reads) => Promise<RowsOf<Reads>>;
  /** Whether the attempt is not one too many, for the statements of the batch that counts it. */
  readonly isWithin: SQL;
  /**
   * Statements with which a success takes its attempts back.
   * @param isSuccess whether what the batch is for has come about; without it, it has
   */
  readonly forget: (isSuccess?: SQL) => readonly Statement[];
}

export interface Context {
  readonly config: Config;
  readonly db: Database;
  readonly kv: KVNamespace;
  readonly caller: Caller;
  /** Where the request came from. */
  readonly client: Origin;
  /** What the client asks texts to be in, if it says: such as `de` or `pt-br`. */
  readonly locale: string | undefined;
  /** The request's URL. */
  readonly url: URL;
  /** Counts the request against the endpoint's limits: an endpoint that has some begins with it. */
  readonly attempts: Attempts;
  /** The client's side of a session. */
  readonly cookies: Cookies;
  /** Lets work go on after the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** When the request had been read, in milliseconds since the Unix epoch: the only clock of an operation. */
  readonly now: number;
}

/** Who acts as whom, by the numbers of their rows: an id may be somebody's name. */
export interface Impersonation {
  readonly impersonatorSeq: number;
  readonly userSeq: number;
}
