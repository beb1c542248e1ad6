/** Cloudflare's API, called with the operator's own credentials: those of wrangler. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";

/** A refused call. */
interface Refused {
  /** Cloudflare's number of the error; 0: none was given. */
  readonly code: number;
  /** The reason, in one line. */
  readonly text: string;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refused };

const envelope = v.object({
  success: v.boolean(),
  errors: v.optional(v.array(v.object({ code: v.optional(v.number(), 0), message: v.string() })), []),
  result: v.unknown(),
});

const timeoutMs = 60_000;

/** The error codes that scripts handle. */
export const codes = { noWorker: 10007, noSubdomain: 10007, noDatabase: 7404 } as const;

export class Api {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers the credentials */
  constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#headers = headers;
  }

  /**
   * Makes a call.
   * @param path begins with a slash, after the base
   * @param result the shape of the response
   */
  async call<T>(
    method: "GET" | "POST" | "PUT",
    path: string,
    result: v.GenericSchema<unknown, T>,
    body?: unknown,
  ): Promise<Answer<T>> {
    let text: string;
    try {
      const response = await fetch(`${this.#base}${path}`, {
        method,
        // A kept-alive connection may be closed unnoticed while a tool runs.
        headers: { ...this.#headers, "content-type": "application/json", connection: "close" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await response.text();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return refused(0, `Cloudflare does not answer: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), envelope), text);
    if (!parsed.success) return refused(0, `Cloudflare answers ${text.slice(0, 200).trim()}`);
    if (!parsed.output.success) {
      const [first = { code: 0, message: "it does not say why" }] = parsed.output.errors;
      return refused(first.code, `${first.message} (${method} ${path}, code ${first.code})`);
    }
    const value = v.safeParse(result, parsed.output.result);
    return value.success
      ? { ok: true, value: value.output }
      : refused(0, `${method} ${path} gave an unexpected answer`);
  }

  /** Reads all pages of a list. */
  async list<T>(path: string, row: v.GenericSchema<unknown, T>): Promise<Answer<readonly T[]>> {
    const size = 100;
    const rows: T[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await this.call("GET", `${path}?per_page=${size}&page=${page}`, v.array(row));
      if (!answer.ok) return answer;
      rows.push(...answer.value);
      if (answer.value.length < size) return { ok: true, value: rows };
    }
  }
}

const refused = (code: number, text: string): { readonly ok: false; readonly error: Refused } => ({
  ok: false,
  error: { code, text },
});

/** Reduces a refusal to its reason. */
export const toResult = <T>(answer: Answer<T>): Result<T> => (answer.ok ? ok(answer.value) : fail(answer.error.text));
