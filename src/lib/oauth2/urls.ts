/** The URLs to which requests may be sent. Pure. */

/** The longest endpoint, in characters. */
const lengthMax = 2_048;

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a URL is on this machine, where traffic cannot be intercepted and a provider under development runs without
 * TLS.
 */
export const isLoopback = ({ hostname }: URL): boolean => loopback.has(hostname);

/**
 * An endpoint of a provider: https, or http on this machine; without credentials or a fragment.
 * @returns null for an invalid URL
 */
export function parseEndpoint(text: string): URL | null {
  if (text.length > lengthMax || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
  return isSafe && url.username === "" && url.password === "" && !text.includes("#") ? url : null;
}
