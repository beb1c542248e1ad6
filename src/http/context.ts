/** What a request carries from one hop to the next. */
import type { ErrorType } from "../errors/catalogue.ts";
import type { Result } from "../errors/result.ts";
import type { Database } from "../storage/db.ts";
import type { Usage } from "../storage/meter.ts";
import type { Version } from "../models/version.ts";
import type { Origin } from "../storage/bodies.ts";
import type { Attempts } from "./attempts.ts";
import type { Caller } from "./caller.ts";
import type { Config } from "./config.ts";
import type { CookieScope } from "./session-cookie.ts";

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

/** What an operation may know of the request besides its parameters. */
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

/** Hono's types for this service: what the middleware sets, in its order. */
export interface Edge {
  Variables: {
    requestId: string;
    /** Milliseconds since the Unix epoch. */
    arrivedAt: number;
    /** When the request had been read whole, which its sender can delay: the clock of all that is decided. */
    now: number;
    url: URL;
    db: Database;
    kv: KVNamespace;
    /** What the database was asked so far. */
    usage: Readonly<Usage>;
    /** What the request was refused with, if it was. */
    refusal: ErrorType | undefined;
    format: Version | undefined;
    /** The parameters of the body, none for GET; or why it was not read, which whoever may call is told. */
    body: Result<Readonly<Record<string, unknown>>>;
    query: Readonly<Record<string, unknown>>;
    caller: Caller;
    /** Set where somebody acts as somebody else. */
    impersonation: Impersonation | undefined;
    client: Origin;
  };
}
