/** Types that every call of Cloudflare's API shares: its parts, its answer and its errors. */

/** A call as the stand-in reads it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The parts of the path that the route names. */
  readonly names: Readonly<Record<string, string>>;
}

/** One route: `GET /accounts/:account/d1/database`, without the account. */
export interface Route {
  readonly method: string;
  /** Begins after the account; `:name` matches one segment. */
  readonly path: string;
  /** @returns `result` of the answer. @throws ApiError */
  readonly answer: (call: Call) => unknown;
}

/** An error with a number, as Cloudflare answers it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const json = (call: Call): unknown => JSON.parse(call.body.toString("utf8"));

/** @returns the named part of the path. @throws Error where the route does not name it */
export function named(call: Call, name: string): string {
  const value = call.names[name];
  if (value === undefined) throw new Error(`The route of ${call.path} names no ${name}.`);
  return value;
}

/** A page of a list, by `page` and `per_page`. */
export function pageOf<T>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get("per_page") ?? 100);
  const page = Number(query.get("page") ?? 1);
  return rows.slice((page - 1) * size, page * size);
}
