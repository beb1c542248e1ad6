/** How the SDK of a language puts a call on the wire (docs/spec/sdks.md#transport). */

/** A call with the arguments of an SDK's method. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /v1. */
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  /** The Content-Type, "" without one. */
  readonly type: string;
  readonly text: string;
}

interface Destination {
  readonly endpoint: string;
  /** The headers of each call. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Language {
  readonly name: string;
  /** The response format of its SDK. */
  readonly format: string;
  /** The headers that its SDK sends about itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sends calls one after the other. */
  readonly send: (calls: readonly Call[], destination: Destination) => Promise<readonly Reply[]>;
  /** The program that sends; absent: this one does. */
  readonly interpreter?: string;
}

/** Sends calls in the format of a language that is not installed here. */
export function sendAs(spelling: {
  /** The query string of a GET, without `?`. */
  readonly query: (params: Call["params"]) => string;
  /** The JSON of a body. */
  readonly body: (params: Call["params"]) => string;
}): Language["send"] {
  return async function send(calls, { endpoint, headers }) {
    const replies: Reply[] = [];
    for (const { method, params, path } of calls) {
      const query = method === "GET" ? spelling.query(params) : "";
      const url = endpoint + path + (query === "" ? "" : `?${query}`);
      const response = await fetch(url, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        ...(method !== "GET" && { body: spelling.body(params) }),
      });
      const type = response.headers.get("content-type") ?? "";
      replies.push({ status: response.status, type, text: await response.text() });
    }
    return replies;
  };
}

type Pair = readonly [name: string, value: unknown];

/** The parameters as pairs, those of a list named by `nameOf` from its name and the index. Absent ones are omitted. */
export const pairsOf = (params: Call["params"], nameOf: (name: string, index: number) => string): readonly Pair[] =>
  Object.entries(params).flatMap(([name, value]): readonly Pair[] => {
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value.map((item, index): Pair => [nameOf(name, index), item]) : [[name, value]];
  });

/** The JSON of the fields that are not absent. */
export const jsonOf = (params: Call["params"]): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined && value !== null)),
  );
