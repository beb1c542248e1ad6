/** The context of an operation: the request, its caller and the stores. */
import type { Context as HonoContext } from "hono";
import type { Browser, Caller, Config, Context, Cookies, Limits } from "../domain/context/index.ts";
import type { Version } from "../models/version.ts";
import type { Database } from "../storage/database.ts";
import type { Origin } from "../storage/kv.ts";
import type { AppEnv } from "./app-env.ts";
import { browserOf } from "./browser.ts";
import type { EdgeConfig } from "./config.ts";
import { cookiesOf } from "./cookies.ts";
import { hostsOf } from "./hosts.ts";
import { waitUntil } from "./log-unexpected.ts";

export class RequestContext implements Context {
  readonly requestId: string;
  readonly config: Config;
  readonly db: Database;
  readonly kv: KVNamespace;
  readonly caller: Caller;
  readonly client: Origin;
  readonly network: string | null;
  readonly format: Version | undefined;
  readonly url: URL;
  readonly now: number;
  readonly limits: Limits;
  readonly operation: string;
  readonly waitUntil: Context["waitUntil"];
  readonly #c: HonoContext<AppEnv>;
  readonly #config: EdgeConfig;

  /** @param db sends the rate limits ahead of its first batch @param operation the id of the endpoint */
  constructor(c: HonoContext<AppEnv>, config: EdgeConfig, db: Database, limits: Limits, operation: string) {
    this.requestId = c.get("requestId");
    this.config = config;
    this.db = db;
    this.kv = c.get("kv");
    this.caller = c.get("caller");
    this.client = c.get("client");
    this.network = c.get("network");
    this.format = c.get("format");
    this.url = c.get("url");
    this.now = c.get("now");
    this.limits = limits;
    this.operation = operation;
    this.waitUntil = waitUntil(c);
    this.#c = c;
    this.#config = config;
  }

  // Few operations use these getters, and they read several headers.

  get browser(): Browser {
    const hosts = hostsOf(this.#config, this.url);
    return browserOf((name) => this.#c.req.header(name), { ...hosts, projectId: this.#config.projectId });
  }

  get locale(): string | undefined {
    return this.#c.req.header("X-Appwrite-Locale") ?? this.#c.req.query("locale");
  }

  get cookies(): Cookies {
    return cookiesOf(this.#c, this.#config);
  }
}
