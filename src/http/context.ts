/** What a request carries from one hop to the next. */
import type { ErrorType } from "../errors/catalogue.ts";
import type { Result } from "../errors/result.ts";
import type { Database } from "../storage/db.ts";
import type { Usage } from "../storage/meter.ts";
import type { Version } from "../models/version.ts";
import type { Config } from "./config.ts";
import type { Caller } from "./scopes.ts";

/** Where a request came from. */
export interface Client {
  /** IPv4 or IPv6, "" when unknown. */
  readonly ip: string;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2 in lower case; null when unknown. */
  readonly country: string | null;
}

/** What an operation may know of the request besides its parameters. */
export interface Context {
  readonly config: Config;
  readonly db: Database;
  readonly kv: KVNamespace;
  readonly caller: Caller;
  readonly client: Client;
  /** Host name of the request's URL. */
  readonly host: string;
  /** When the request had been read, in milliseconds since the Unix epoch: the only clock of an operation. */
  readonly now: number;
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
    client: Client;
  };
}
