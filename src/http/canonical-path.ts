/** The path that is routed (docs/spec/requests.md#routing). Pure. */

/**
 * Matches a URL whose path is already canonical: no segment is empty, escaped or begins with a dot. Most URLs match, and parsing
 * one takes several times as long.
 */
const plainUrl = /^https?:\/\/[\w.:[\]-]+((?:\/[\w~-][\w.~-]*)+)(?:\?[^#]*)?$/;

/** The path of a request without its empty segments: an extra slash is harmless. */
export const canonicalPath = ({ url }: Pick<Request, "url">): string =>
  plainUrl.exec(url)?.[1] ?? (new URL(url).pathname.replaceAll(/\/+(?=\/|$)/g, "") || "/");
