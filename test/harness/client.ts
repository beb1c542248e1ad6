/** Requests to the Worker as tests write them, and its answers with their bodies read. */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/http/config.ts";
import type { Endpoint } from "../../src/http/endpoint.ts";

/** The address of the requests. The host is not a loopback address, so tests about such hosts use another one. */
export const server = "http://rollcall.test";

export interface CallOptions {
  /** An object is sent as JSON with its type; anything else is sent unchanged, with the type that `fetch` gives it. */
  readonly body?: object | string | undefined;
  /** Added to the project and the key; null takes one of them away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** The API key; null: none. Without it, the bootstrap key. */
  readonly key?: string | null;
  /** The server that answers instead of the Worker. */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The Content-Type, "" without one. */
  readonly type: string;
  readonly text: string;
  /** The JSON object of the body; empty for a body of another kind. */
  readonly body: Readonly<Record<string, unknown>>;
}

const isRaw = (body: object | string) =>
  typeof body === "string" ||
  body instanceof URLSearchParams ||
  body instanceof FormData ||
  body instanceof ReadableStream ||
  body instanceof Uint8Array;

/**
 * Sends a request.
 * @param path below /v1, or a whole URL
 */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { body, headers: more = {}, key = env.API_KEY, fetch = (request) => exports.default.fetch(request) } = options;
  const headers = new Headers({ "x-appwrite-project": env.PROJECT_ID });
  if (key !== null) headers.set("x-appwrite-key", key);
  const isJson = body !== undefined && !isRaw(body);
  if (isJson) headers.set("content-type", "application/json");
  for (const [name, value] of Object.entries(more)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const content = isJson ? JSON.stringify(body) : (body as BodyInit | undefined);
  const request = new Request(path.startsWith("http") ? path : `${server}/v1${path}`, {
    method,
    headers,
    // Redirects are not followed.
    redirect: "manual",
    ...(content !== undefined && { body: content }),
  });
  return read(await fetch(request));
}

async function read(response: Response): Promise<Answer> {
  const type = response.headers.get("content-type") ?? "";
  // `text()` warns of lines of JSON.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const json: unknown = type.startsWith("application/json") && text !== "" ? JSON.parse(text) : {};
  if (typeof json !== "object" || json === null) throw new TypeError(`The body is no JSON object: ${text}`);
  return { status: response.status, headers: response.headers, type, text, body: { ...json } };
}

type Fetch = (request: Request) => Promise<Response>;

/**
 * The app under another configuration, without waiting for the work after an answer.
 * @param bindings that differ from this Worker's; undefined removes one
 * @param served the endpoints instead of this Worker's
 * @returns the function that answers `call`
 * @throws Error when the configuration is invalid
 */
export function answersWith(
  bindings: Readonly<Record<string, unknown>>,
  served?: readonly Endpoint[],
): (request: Request, context?: ExecutionContext) => Promise<Response> {
  const config = parseConfig({ ...env, ...bindings });
  if (!config.ok) throw new Error(config.error);
  const app = createApp(config.value, served);
  return async (request, context = createExecutionContext()) => app.fetch(request, env, context);
}

/** The same, but each call waits for the work after the answer, so messages have been sent. */
export function appWith(bindings: Readonly<Record<string, unknown>>, served?: readonly Endpoint[]): Fetch {
  const answer = answersWith(bindings, served);
  return async (request) => {
    const context = createExecutionContext();
    const response = await answer(request, context);
    await waitOnExecutionContext(context);
    return response;
  };
}
