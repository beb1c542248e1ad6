/** Ids that no new row may have, because another route matches their paths (docs/spec/validators.md#id). Pure. */
import type { Address } from "./endpoint.ts";

/** The ids that are reserved for a parameter, in lower case, by the parameter's name. */
export type ReservedIds = ReadonlyMap<string, ReadonlySet<string>>;

const isParameter = (segment: string): boolean => segment.startsWith("{");

/** Whether a path can match both routes. */
const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length &&
  a.every((segment, at) => segment === b[at] || isParameter(segment) || isParameter(b[at] ?? ""));

/**
 * Derives the reserved ids from the served routes. `GET /users/identities` would match a request for a user with the id
 * `identities` at `GET /users/{userId}`, so `identities` is reserved for `userId`.
 */
export function reservedIds(served: readonly Address[]): ReservedIds {
  const routes = served.map(({ method, path }) => ({ method, segments: path.split("/") }));
  const reserved = new Map<string, Set<string>>();
  for (const { method, segments } of routes) {
    if (!segments.some(isParameter)) continue;
    const others = routes.filter((other) => other.method === method && overlap(segments, other.segments));
    for (const [at, segment] of segments.entries()) {
      if (!isParameter(segment)) continue;
      const name = segment.slice(1, -1);
      const literals = others.map((other) => other.segments[at] ?? "").filter((literal) => !isParameter(literal));
      reserved.set(name, new Set([...(reserved.get(name) ?? []), ...literals.map((literal) => literal.toLowerCase())]));
    }
  }
  return reserved;
}
