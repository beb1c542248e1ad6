/**
 * The routes of an app, by their numbers of segments. Hono's own routers cost the first request of an isolate several milliseconds: the
 * fast one is built and then refuses our paths, where a literal and a parameter stand in the same place. Pure.
 */
import { type Params, type Router, UnsupportedPathError } from "hono/router";

interface Route<T> {
  readonly handler: T;
  /** The segments of its path, where `:name` is a parameter; null: every path. */
  readonly segments: readonly string[] | null;
}

const none: Params = {};

/** The segments of a path that has no empty ones; `/` has none. */
const segmentsOf = (path: string): readonly string[] => (path === "/" ? [] : path.slice(1).split("/"));

/**
 * The parameters of a route in a path with as many segments.
 * @returns null where the route does not match
 */
function paramsOf(route: readonly string[], path: readonly string[]): Params | null {
  let params = none;
  for (const [index, segment] of route.entries()) {
    const given = path[index] ?? "";
    if (segment.startsWith(":")) {
      if (params === none) params = {};
      params[segment.slice(1)] = given;
    } else if (segment !== given) return null;
  }
  return params;
}

/** Routes in the order in which they were added. A path is `/*`, or has literals and parameters only. */
export class PathRouter<T> implements Router<T> {
  readonly name = "PathRouter";
  /** The routes of every path. */
  #everywhere: readonly Route<T>[] = [];
  /** The routes that may match, by the method and the number of segments, with those of every path among them. */
  readonly #routes = new Map<string, Route<T>[]>();

  /** @throws UnsupportedPathError for wildcards within a path, patterns of parameters and optional parameters */
  add(method: string, path: string, handler: T): void {
    if (method === "ALL" && path === "/*") {
      const route = { handler, segments: null };
      this.#everywhere = [...this.#everywhere, route];
      for (const routes of this.#routes.values()) routes.push(route);
      return;
    }
    if (method === "ALL" || /[*?{]/.test(path)) throw new UnsupportedPathError(path);
    const segments = segmentsOf(path);
    const key = `${method} ${segments.length}`;
    const routes = this.#routes.get(key);
    if (routes === undefined) this.#routes.set(key, [...this.#everywhere, { handler, segments }]);
    else routes.push({ handler, segments });
  }

  /** @param path without empty segments (canonical-path.ts) */
  match(method: string, path: string): [[T, Params][]] {
    const given = segmentsOf(path);
    const found: [T, Params][] = [];
    for (const { handler, segments } of this.#routes.get(`${method} ${given.length}`) ?? this.#everywhere) {
      const params = segments === null ? none : paramsOf(segments, given);
      if (params !== null) found.push([handler, params]);
    }
    return [found];
  }
}
