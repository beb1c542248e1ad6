/**
 * Sends requests to providers' endpoints, bounded in time and size, without redirects. Each isolate caches public documents
 * (configuration, keys). The caller passes the clock and the network.
 */
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import { parseEndpoint } from "./urls.ts";

/** The global `fetch`, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Answer {
  readonly status: number;
  /** Parsed from JSON, its shape unknown. */
  readonly body: unknown;
}

export interface Web {
  /** Sends a request. @returns a 2xx or 4xx response, or the failure */
  readonly request: (url: string, init: RequestInit) => Promise<Result<Answer, OAuth2Failure>>;
  /**
   * Fetches a public document.
   * @param age.now milliseconds since the Unix epoch
   * @param age.msMax the largest age of a cached copy, in milliseconds
   */
  readonly document: (
    url: string,
    age: { readonly now: number; readonly msMax: number },
  ) => Promise<Result<unknown, OAuth2Failure>>;
}

export interface WebOptions {
  /** The timeout of a provider's complete response, in milliseconds. The user sees a blank page meanwhile. */
  readonly timeoutMs?: number;
}

/** The largest response in bytes. Microsoft's keys, the largest known one, have about 20 KB. */
const bytesMax = 256 * 1024;

/** The most cached documents. The oldest one is evicted first. A project needs two for each OpenID provider. */
const documentsMax = 16;

interface Kept {
  readonly body: unknown;
  readonly at: number;
}

/**
 * Creates the client of an isolate. Its cache has responses and no promises, because in workerd a request cannot wait for
 * the connection of another one.
 * @param fetch gets only URLs that `parseEndpoint` accepts
 */
export function createWeb(fetch: Fetch, { timeoutMs = 10_000 }: WebOptions = {}): Web {
  const kept = new Map<string, Kept>();

  async function request(url: string, init: RequestInit): Promise<Result<Answer, OAuth2Failure>> {
    if (parseEndpoint(url) === null) return failed("unconfigured", "not an https address");
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = fetch(url, { ...init, redirect: "manual", signal }).then(read);
      return await Promise.race([answer, aborted(signal)]);
    } catch {
      return failed("unreachable", signal.aborted ? "no answer in time" : "no connection");
    }
  }

  return {
    request,

    async document(url, { now, msMax }) {
      const copy = kept.get(url);
      // Age 0 bypasses the cache, even if the clock has been set back.
      if (msMax > 0 && copy !== undefined && now < copy.at + msMax) return ok(copy.body);
      const answer = await request(url, { method: "GET", headers });
      if (!answer.ok) return answer;
      if (answer.value.status !== 200) return failed("unreachable", `status ${answer.value.status}`);
      keep(kept, url, { body: answer.value.body, at: now });
      return ok(answer.value.body);
    },
  };
}

/** The headers of every request. GitHub refuses requests without a user agent. */
export const headers = { accept: "application/json", "user-agent": "Rollcall" } as const;

/** Redirects are not followed: they would bypass the check of the address, with the secret in the request. */
const isAnswer = (status: number): boolean => (status >= 200 && status < 300) || (status >= 400 && status < 500);

function keep(kept: Map<string, Kept>, url: string, document: Kept): void {
  kept.delete(url);
  const [eldest] = kept.keys();
  if (eldest !== undefined && kept.size >= documentsMax) kept.delete(eldest);
  kept.set(url, document);
}

/** Rejects on abort, because a response may begin in time and never end. */
const aborted = async (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

async function read({ body, headers: said, status }: Response): Promise<Result<Answer, OAuth2Failure>> {
  const kind = kindOf(status, said);
  if (!isAnswer(status)) {
    await body?.cancel();
    return failed("unreachable", kind);
  }
  const text = await readText(body);
  return text.ok ? parseJson(status, kind, text.value) : text;
}

/** The status and a valid media type of a response, for errors. No other text of the provider may enter them. */
function kindOf(status: number, said: Headers): string {
  const type = /^[a-z]+\/[a-z0-9.+-]{1,60}(?=;|$)/.exec(said.get("content-type")?.toLowerCase() ?? "")?.[0];
  return `status ${status}${type === undefined ? "" : `, ${type}`}`;
}

async function readText(body: Response["body"]): Promise<Result<string, OAuth2Failure>> {
  const stream: AsyncIterable<Uint8Array> = body ?? new Blob([]).stream();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > bytesMax) return failed("unreadable", `more than ${bytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return ok(text + decoder.decode());
}

function parseJson(status: number, kind: string, text: string): Result<Answer, OAuth2Failure> {
  try {
    const body: unknown = JSON.parse(text);
    return ok({ status, body });
  } catch {
    return failed("unreadable", `${kind}, without JSON`);
  }
}
