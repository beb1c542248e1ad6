/** Hono's types for this service: what the middleware sets, in its order. */
import type { Caller, Impersonation } from "../domain/context/index.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import type { Result } from "../errors/result.ts";
import type { Version } from "../models/version.ts";
import type { Database } from "../storage/database.ts";
import type { Origin } from "../storage/kv.ts";
import type { Usage } from "../storage/meter.ts";
import type { Failures } from "../storage/sender.ts";

export interface AppEnv {
  Variables: {
    requestId: string;
    /** Milliseconds since the Unix epoch. */
    arrivedAt: number;
    /** When the request had been read whole, which its sender can delay: the clock of all that is decided. */
    now: number;
    /** With the origin of PUBLIC_URL if it is set: links, cookies and the host check use it. */
    url: URL;
    db: Database;
    kv: KVNamespace;
    /** The use of the database so far. */
    usage: Readonly<Usage>;
    /** How D1 has failed the request so far. */
    failures: Readonly<Failures>;
    /** The error of the request, if it was refused. */
    refusal: ErrorType | undefined;
    format: Version | undefined;
    /** The parameters of the body, none for GET; or the error of reading it, which allowed callers are told. */
    body: Result<Readonly<Record<string, unknown>>>;
    /** Why a body seems to have no parameters; null: it was read, or is empty. */
    bodyFlaw: string | null;
    query: Readonly<Record<string, unknown>>;
    caller: Caller;
    /** Set where the caller impersonates a user. */
    impersonation: Impersonation | undefined;
    client: Origin;
    /** The address that guesses are counted for; null: a key calls and forwards none. */
    network: string | null;
  };
}
