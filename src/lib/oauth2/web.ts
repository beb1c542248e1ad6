/**
 * Fetches from providers' endpoints within this isolate: bounded in time and size, without redirects. Public documents
 * (configuration, keys) are cached for a while. The caller gives the clock and the network.
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
  /** An answer of the provider's, whether it says yes (2xx) or no (4xx). */
  readonly request: (url: string, init: RequestInit) => Promise<Result<Answer, OAuth2Failure>>;
  /**
   * A document that is the same for everybody.
   * @param age.now milliseconds since the Unix epoch
   * @param age.msMax how old a copy may be
   */
  readonly document: (
    url: string,
    age: { readonly now: number; readonly msMax: number },
  ) => Promise<Result<unknown, OAuth2Failure>>;
}

export interface WebOptions {
  /** The time for a provider's whole response, in milliseconds: the user is looking at a blank page. */
  readonly timeoutMs?: number;
}

/** The largest response in bytes. Microsoft's keys, the largest of all, are some 20 KB. */
const bytesMax = 256 * 1024;

/** Documents that are kept, the longest unread of which goes first. A project needs two for each OpenID provider. */
const documentsMax = 16;

interface Kept {
  readonly body: unknown;
  readonly at: number;
}

/**
 * One for an isolate. It keeps answers only, no promises: workerd lets no request wait for the connection of another.
 * @param fetch is given addresses that were held to `parseEndpoint`
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
      // At age 0 a copy does not count, also where the clock has been set back.
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

/** Rejects when the time is over: an answer may begin in time and never end. */
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

/** Its status, and its type where that is one: nothing else that a provider wrote. */
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
