/**
 * The console's client of the API. It sends requests within the isolate, as the operator's key. Scopes, validation,
 * limits and log rows are those of any other caller.
 */
import * as v from "valibot";
import type { KeyCaller } from "../domain/context/index.ts";
import { fail, ok, type Result } from "../errors/result.ts";
import { callAs } from "../http/in-process.ts";

/** A refusal of the API. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Ends a page with a refusal: the user does not exist, or the key lacks the scope. */
export class PageRefusal extends Error {
  override readonly name = "PageRefusal";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const refusalBody = v.object({ code: v.number(), type: v.string(), message: v.string() });

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Values of a query string. A list is sent as `name[]`. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A body with its media type. */
interface Content {
  readonly type: string;
  readonly content: string | ReadableStream | null;
}

/** Sends a request to the app that serves the API. */
type Send = (request: Request) => Promise<Response>;

/** Headers of the operator's request that are forwarded to the API: they give the origin of the request. */
const forwarded = ["CF-Connecting-IP", "User-Agent"];

export class Api {
  readonly #send: Send;
  readonly #operator: KeyCaller;
  readonly #projectId: string;
  readonly #from: Request;

  /** @param from the request of the operator's browser */
  constructor(send: Send, operator: KeyCaller, projectId: string, from: Request) {
    this.#send = send;
    this.#operator = operator;
    this.#projectId = projectId;
    this.#from = from;
  }

  /**
   * Reads data that the page requires.
   * @param path below /v1, with ids encoded
   * @param shape the fields of the answer that the page needs
   * @throws PageRefusal
   */
  async read<T>(path: string, shape: v.GenericSchema<unknown, T>, query: Query = {}): Promise<T> {
    const answer = await this.find(path, shape, query);
    if (!answer.ok) throw new PageRefusal(answer.error);
    return answer.value;
  }

  /** Reads data that the page can do without: it shows the refusal instead. */
  async find<T>(path: string, shape: v.GenericSchema<unknown, T>, query: Query = {}): Promise<Result<T, Refusal>> {
    const answer = await this.send("GET", path, undefined, query);
    return answer.ok ? ok(v.parse(shape, answer.value)) : answer;
  }

  /** Sends a request with a JSON body. @returns the body of the answer; null: it has none */
  async send(method: Method, path: string, body?: object, query: Query = {}): Promise<Result<unknown, Refusal>> {
    const content = body && { type: "application/json", content: JSON.stringify(body) };
    const answer = await this.fetch(method, path, query, content);
    const text = await answer.text();
    const value: unknown = text === "" ? null : JSON.parse(text);
    if (answer.ok) return ok(value);
    const { code, message, type } = v.parse(refusalBody, value);
    return fail({ status: code, message, type });
  }

  /** Sends a request as it is. @returns the answer, unread */
  fetch(method: Method, path: string, query: Query = {}, body?: Content): Promise<Response> {
    const url = new URL(`/v1${path}`, this.#from.url);
    for (const [name, value] of Object.entries(query)) {
      if (typeof value === "string") url.searchParams.set(name, value);
      else for (const item of value ?? []) url.searchParams.append(`${name}[]`, item);
    }
    const headers = new Headers({ "X-Appwrite-Project": this.#projectId });
    for (const name of forwarded) {
      const value = this.#from.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (body !== undefined) headers.set("Content-Type", body.type);
    const { cf } = this.#from;
    const init = {
      method,
      headers,
      ...(cf !== undefined && { cf }),
      ...(body !== undefined && { body: body.content }),
    };
    return this.#send(callAs(this.#operator, new Request(url, init)));
  }
}

/** A query of Appwrite's lists, as JSON. */
export const query = (method: string, attribute?: string, ...values: readonly unknown[]): string =>
  JSON.stringify({ method, ...(attribute !== undefined && { attribute }), ...(values.length > 0 && { values }) });
