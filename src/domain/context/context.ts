/** The context of an operation: the parts of the request that it may read besides its parameters. */
import type { SQL } from "../../lib/sql/index.ts";
import type { Version } from "../../models/version.ts";
import type { Batch, WaitUntil } from "../../storage/batch.ts";
import type { Database } from "../../storage/database.ts";
import type { Origin } from "../../storage/kv.ts";
import type { Caller } from "./caller.ts";
import type { Config } from "./config.ts";

/** The path and the lifetime of a cookie. */
export interface CookieScope {
  /** The path of the only route that gets it. */
  readonly path: string;
  /** 0: the cookie is deleted. */
  readonly seconds: number;
}

/** Sets and deletes the client's cookies: sessions, known devices and pending sign-ins. */
export interface Cookies {
  readonly read: (name: string) => string | undefined;
  readonly keep: (name: string, value: string, scope: CookieScope) => void;
  /**
   * @param value the session's secret
   * @param expire milliseconds since the Unix epoch
   * @param device the value of a known device (domain/limits/device.ts); null: the client keeps its current one
   */
  readonly begin: (value: string, expire: number, device: string | null) => void;
  readonly end: () => void;
  /** The known-device value of the request; undefined: none. */
  readonly device: string | undefined;
}

/** The limits that a request is counted against (domain/limits). Its first batch counts it, whatever the operation does. */
export interface Limits {
  /**
   * Adds statements that uncount the attempts after a success.
   * @param isSuccess whether the batch has succeeded; left out: it has
   */
  readonly forget: (batch: Batch, isSuccess?: SQL) => void;
  /** Whether this attempt begins the account's first pause, if its password is wrong. */
  readonly beginsPause: boolean;
}

/** The origin of a browser's request, for protection against cross-site requests. */
export interface Browser {
  /** Whether a page of this site or of an allowed app has sent it. */
  readonly isFromApp: boolean;
  /** Whether it carries a session cookie. */
  readonly hasSessionCookie: boolean;
}

export interface Context {
  /** The id of the request in the Worker's log. */
  readonly requestId: string;
  readonly config: Config;
  readonly db: Database;
  readonly kv: KVNamespace;
  readonly caller: Caller;
  /** The origin of the request. */
  readonly client: Origin;
  /** The IP address that guesses are counted for; null: the request came through a server that does not forward it. */
  readonly network: string | null;
  readonly browser: Browser;
  /** The language that the client asks for, such as `de` or `pt-br`; undefined: none. */
  readonly locale: string | undefined;
  /** The response format that the client asks for; undefined: the newest. */
  readonly format: Version | undefined;
  /** The request's URL. */
  readonly url: URL;
  readonly limits: Limits;
  /** The client's side of a session. */
  readonly cookies: Cookies;
  /** The id of the endpoint, for the log. */
  readonly operation: string;
  /** Lets work continue after the response. */
  readonly waitUntil: WaitUntil;
  /** The time of the request, in milliseconds since the Unix epoch: the only clock of an operation. */
  readonly now: number;
}

/** The impersonator and the impersonated user, by the numbers of their rows, because an id can be a person's name. */
export interface Impersonation {
  readonly impersonatorSeq: number;
  readonly userSeq: number;
}
