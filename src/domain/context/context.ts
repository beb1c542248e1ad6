/** The context of an operation: all it may know of the request besides its parameters. */
import type { SQL } from "../../lib/sql/index.ts";
import type { Version } from "../../models/version.ts";
import type { Batch, WaitUntil } from "../../storage/batch.ts";
import type { Database } from "../../storage/database.ts";
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
   * @param value the session's secret
   * @param expire milliseconds since the Unix epoch
   * @param device the value of a known device (domain/limits/device.ts); null: the client keeps the one that it has
   */
  readonly begin: (value: string, expire: number, device: string | null) => void;
  readonly end: () => void;
  /** The value of a known device that the request carries; undefined: none. */
  readonly device: string | undefined;
}

/** The limits that a request is counted against (domain/limits). Its first batch counts it, whatever the operation does. */
export interface Limits {
  /**
   * Adds statements by which a success removes its attempts.
   * @param isSuccess whether the batch has succeeded; left out: it has
   */
  readonly forget: (batch: Batch, isSuccess?: SQL) => void;
  /** Whether the password that was counted, if it is wrong, begins the account's first pause. */
  readonly beginsPause: boolean;
}

/** How the browser came to send the request, for what another site must not have it do. */
export interface Browser {
  /** Whether a page of this site, or of an app that may call, has sent it. */
  readonly isFromApp: boolean;
  /** Whether it sent the cookie of a session. */
  readonly hasSessionCookie: boolean;
}

export interface Context {
  /** The name of the request in the log of the Worker. */
  readonly requestId: string;
  readonly config: Config;
  readonly db: Database;
  readonly kv: KVNamespace;
  readonly caller: Caller;
  /** Where the request came from. */
  readonly client: Origin;
  /** The address that guesses are counted for; null: the request came through a server that does not say. */
  readonly network: string | null;
  readonly browser: Browser;
  /** The language that the client asks for, if it does: such as `de` or `pt-br`. */
  readonly locale: string | undefined;
  /** The response format that the client asks for; undefined: the newest. */
  readonly format: Version | undefined;
  /** The request's URL. */
  readonly url: URL;
  readonly limits: Limits;
  /** The client's side of a session. */
  readonly cookies: Cookies;
  /** The id of the endpoint, which the log keeps. */
  readonly operation: string;
  /** Lets work go on after the answer. */
  readonly waitUntil: WaitUntil;
  /** When the request had been read, in milliseconds since the Unix epoch: the only clock of an operation. */
  readonly now: number;
}

/** The impersonator and the impersonated user, by the numbers of their rows, because an id can be a person's name. */
export interface Impersonation {
  readonly impersonatorSeq: number;
  readonly userSeq: number;
}
