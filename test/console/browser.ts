/** A browser at the console, as far as tests need it: it keeps the cookie, and sends forms with its origin. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";

export const origin = "https://rollcall.test";

type Fetch = (request: Request) => Promise<Response>;

export interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where a redirect leads; "" without one. */
  readonly location: string;
}

interface Options {
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** The Worker under another configuration. @param bindings that differ from this Worker's */
export function workerWith(bindings: Readonly<Record<string, unknown>>): Fetch {
  const other = { ...env, ...bindings };
  return async (request) => {
    const { default: worker } = await import("../../src/worker.ts");
    const incoming = request as Request<unknown, IncomingRequestCfProperties>;
    const context = createExecutionContext();
    const response = await worker.fetch(incoming, other, context);
    await waitOnExecutionContext(context);
    return response;
  };
}

export class Browser {
  cookie: string | null = null;
  readonly #fetch: Fetch;
  readonly #origin: string;

  /** @param at the origin of the request */
  constructor(fetch: Fetch = (request) => exports.default.fetch(request), at = origin) {
    this.#fetch = fetch;
    this.#origin = at;
  }

  /** @param path below /console, or a whole path */
  get(path: string, options: Options = {}): Promise<Visit> {
    return this.send("GET", path, undefined, options);
  }

  post(path: string, fields: Readonly<Record<string, string | readonly string[]>> = {}, options: Options = {}) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "string") body.set(name, value);
      else for (const item of value) body.append(`${name}[]`, item);
    }
    return this.send("POST", path, body, { ...options, headers: { origin: this.#origin, ...options.headers } });
  }

  /** Sends a request unchanged. */
  async send(method: string, path: string, body: BodyInit | undefined, { headers = {} }: Options): Promise<Visit> {
    const sent = new Headers({ "cf-connecting-ip": "203.0.113.7", "user-agent": "Console test" });
    if (this.cookie !== null) sent.set("cookie", this.cookie);
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) sent.delete(name);
      else sent.set(name, value);
    }
    const url = new URL(path.startsWith("/console") || path.startsWith("/v1") ? path : `/console${path}`, this.#origin);
    const response = await this.#fetch(
      new Request(url, { method, headers: sent, redirect: "manual", ...(body !== undefined && { body }) }),
    );
    const set = response.headers.get("set-cookie");
    if (set?.startsWith("__Host-console="))
      this.cookie = set.includes("Max-Age=0") ? null : (set.split(";")[0] ?? null);
    const text = new TextDecoder().decode(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      text,
      location: response.headers.get("location") ?? "",
    };
  }
}

/** A signed-in browser. @param key by default the bootstrap key */
export async function signedIn(key: string = env.API_KEY, fetch?: Fetch) {
  const browser = new Browser(fetch);
  const { status, text } = await browser.post("/sign-in", { key });
  if (status !== 303) throw new Error(`The sign-in failed: ${status} ${text}`);
  return browser;
}
