/** Hono's types for this service: the variables that the middleware sets, in its order. */
import type { Caller, Impersonation } from "../domain/context/index.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import type { Result } from "../errors/result.ts";
import type { Version } from "../models/version.ts";
import type { Database } from "../storage/database.ts";
import type { Origin } from "../storage/kv.ts";
import type { Usage } from "../storage/meter.ts";
import type { Failures } from "../storage/sender.ts";
import type { AnswerHeaders } from "./answer-headers.ts";

export interface AppEnv {
  Variables: {
    requestId: string;
    /** Milliseconds since the Unix epoch. */
    arrivedAt: number;
    /** The time at which the request was read completely, which its sender can delay. Every decision uses this clock. */
    now: number;
    /** The URL of the request, with the origin of PUBLIC_URL if that is set. Links, cookies and the host check use it. */
    url: URL;
    /** The headers that the answer will have, collected so far. */
    headers: AnswerHeaders;
    db: Database;
    kv: KVNamespace;
    /** The use of the database so far. */
    usage: Readonly<Usage>;
    /** The failures of D1 in this request so far. */
    failures: Readonly<Failures>;
    /** The error of the request, if it was refused. */
    refusal: ErrorType | undefined;
    format: Version | undefined;
    /** The parameters of the body, none for GET; or the error of reading it, which only callers with the scope get. */
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
