/**
 * A stand-in for Cloudflare's API, for the real wrangler: CLOUDFLARE_API_BASE_URL leads it here. It has the calls that
 * a deployment of Rollcall needs, fails on demand at any of them, and lists the calls that were made.
 */
import { once } from "node:events";
import { join } from "node:path";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { ApiError, type Call, type Route } from "./api.ts";
import { type D1, d1Routes, Files } from "./d1.ts";
import { answerAt, edgeVariable } from "./edge.ts";
import { kvRoutes, type Namespace } from "./kv.ts";
import { type Script, scriptRoutes, servingOf } from "./scripts.ts";
import { type Addresses, triggerRoutes } from "./triggers.ts";

/** The one account, and the token that opens it. */
const accountId = "0123456789abcdef0123456789abcdef";
export const apiToken = "stand-in-token-of-no-account";

/** Segments of a path in a log that differ from run to run. */
const shorten = (path: string): string =>
  path.replaceAll(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/g, "ID");

export class Cloudflare {
  /** The accounts that the token opens. */
  readonly accounts = [{ id: accountId, name: "Acme" }];
  readonly databases = new Map<string, D1>();
  readonly namespaces = new Map<string, Namespace>();
  readonly scripts = new Map<string, Script>();
  readonly addresses: Addresses = { subdomain: "acme", domains: new Map(), records: new Set() };
  /** Each call as `METHOD /path`, ids shortened, in the order of their arrival. */
  readonly calls: string[] = [];
  /** True: no address answers, as with new Workers for a while. */
  isSilent = false;
  readonly #faults = new Set<string>();
  readonly #files = new Files();
  readonly #routes: readonly Route[];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor() {
    this.#routes = [
      { method: "GET", path: "/accounts", answer: () => this.accounts },
      ...d1Routes(this.databases, this.#files, () => `${this.origin}/`),
      ...kvRoutes(this.namespaces),
      ...scriptRoutes(this.scripts),
      ...triggerRoutes(this.scripts, this.addresses),
    ];
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The stand-in does not listen.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Variables that direct wrangler and the deployment here. */
  get environment(): Readonly<Record<string, string>> {
    return {
      CLOUDFLARE_API_BASE_URL: `${this.origin}/client/v4`,
      CLOUDFLARE_API_TOKEN: apiToken,
      CLOUDFLARE_ACCOUNT_ID: accountId,
      [edgeVariable]: `${this.origin}/edge`,
      NODE_OPTIONS: `--import ${join(import.meta.dirname, "edge-fetch.ts")}`,
    };
  }

  /** Fails each call of this kind, named as in `calls`, until the faults are cleared. */
  fail(call: string): void {
    this.#faults.add(call);
  }

  mend(): void {
    this.#faults.clear();
  }

  database(name: string): D1 {
    const found = [...this.databases.values()].find((database) => database.name === name);
    if (found === undefined) throw new Error(`There is no database ${name}.`);
    return found;
  }

  /** The names of the secrets of a Worker, with their values. */
  secretsOf(name: string): Readonly<Record<string, string | undefined>> {
    const script = this.scripts.get(name);
    const bindings = (script && servingOf(script)?.bindings) ?? [];
    return Object.fromEntries(
      bindings.filter(({ type }) => type === "secret_text").map(({ name, text }) => [name, text]),
    );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const body = await buffer(request);
    if (url.pathname.startsWith("/files/")) {
      this.#transfer(request, response, url, body);
      return;
    }
    if (url.pathname.startsWith("/edge/")) {
      const [, , host = ""] = url.pathname.split("/");
      const project = String(request.headers["x-appwrite-project"] ?? "");
      const [status, text] = this.isSilent
        ? [530, "error code: 1033"]
        : answerAt(host, project, this.scripts, this.addresses);
      response.writeHead(status).end(text);
      return;
    }
    const path = url.pathname.replace(`/client/v4/accounts/${accountId}`, "").replace("/client/v4", "");
    const kind = `${request.method ?? ""} ${shorten(path)}`;
    this.calls.push(kind);
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      if (headers.get("authorization") !== `Bearer ${apiToken}`) throw new ApiError(403, 10000, "Authentication error");
      if (this.#faults.has(kind)) throw new ApiError(400, 10001, `The stand-in fails at ${kind}.`);
      const result = await this.#answer({
        method: request.method ?? "",
        path,
        query: url.searchParams,
        headers,
        body,
        names: {},
      });
      send(response, 200, { success: true, errors: [], messages: [], result });
    } catch (error) {
      const { code, message, status } = error instanceof ApiError ? error : new ApiError(500, 1, String(error));
      send(response, status, { success: false, errors: [{ code, message }], messages: [], result: null });
    }
  }

  #answer(call: Call): unknown {
    const segments = call.path.split("/");
    for (const route of this.#routes) {
      const pattern = route.path.split("/");
      const fits =
        route.method === call.method &&
        pattern.length === segments.length &&
        pattern.every((part, index) => part.startsWith(":") || part === segments[index]);
      if (!fits) continue;
      const names = pattern.flatMap((part, index) =>
        part.startsWith(":") ? [[part.slice(1), segments[index] ?? ""]] : [],
      );
      return route.answer({ ...call, names: Object.fromEntries(names) as Record<string, string> });
    }
    throw new ApiError(404, 7003, `Could not route to ${call.path}`);
  }

  /** The storage that imports and exports pass through. */
  #transfer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): void {
    const name = url.pathname.slice("/files/".length);
    if (request.method === "PUT") response.writeHead(200, { etag: `"${this.#files.put(name, body)}"` }).end();
    else response.writeHead(200).end(this.#files.get(name));
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
