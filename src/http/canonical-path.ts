/** The path that is routed (docs/spec/requests.md#routing). Pure. */

/**
 * A URL whose path is canonical as it stands: no segment is empty, escaped or begins with a dot. Most are, and parsing a URL takes
 * several times as long.
 */
const plainUrl = /^https?:\/\/[\w.:[\]-]+((?:\/[\w~-][\w.~-]*)+)(?:\?[^#]*)?$/;

/** The path of a request without its empty segments: an extra slash is harmless. */
export const canonicalPath = ({ url }: Pick<Request, "url">): string =>
  plainUrl.exec(url)?.[1] ?? (new URL(url).pathname.replaceAll(/\/+(?=\/|$)/g, "") || "/");
