/** The greeting of `npm start` once the Worker serves. Pure. */

interface Facts {
  readonly endpoint: string;
  /** Further addresses of the Worker, for phones and containers. */
  readonly addresses: readonly string[];
  readonly projectId: string;
  readonly key: string;
  /** The line about the console; null: it is off. */
  readonly console: string | null;
}

/**
 * @param origin the Worker's address on this machine
 * @param publicOrigin the configured public origin; null: the request's own
 * @param link makes the path of a link that signs a developer in
 */
export function consoleLine(origin: string, publicOrigin: string | null, link: () => string): string {
  if (publicOrigin !== null) return `${publicOrigin}/console (sign in with the key)`;
  if (new URL(origin).hostname !== "localhost") {
    return "on localhost or https only: browsers keep its cookie nowhere else";
  }
  return `${origin}${link()}\n            (valid once, for 10 minutes; then ${origin}/console, with the key)`;
}

export const greeting = ({ addresses, console, endpoint, key, projectId }: Facts): string => `
Rollcall is ready.

  endpoint  ${endpoint}
${addresses.map((address) => `            ${address}/v1\n`).join("")}  project   ${projectId}
  key       ${key}
${console === null ? "" : `  console   ${console}\n`}
To try it, paste this into a file such as try.mjs in a folder of its own, with the key in place of KEY, after \`npm install
node-appwrite\`, and run it with node:

  import { Client, Users } from "node-appwrite";
  const client = new Client().setEndpoint("${endpoint}").setProject("${projectId}");
  client.setKey("KEY");
  const { total } = await new Users(client).list();
  console.log(total, "users");

Ctrl-C stops it.
`;

/** The notices of the Worker about its configuration (src/worker.ts) in its output so far; later ones are echoed. */
export const noticesIn = (output: string): readonly string[] =>
  Array.from(output.matchAll(/^(?:MESSAGES_OUTBOX|RATE_LIMITS): .*$/gm), ([line]) => line);

/**
 * Lines of wrangler to hide: its line for each request, beside ours; and its warning about types, which it compares with
 * a generated configuration.
 */
const chatter = /^\[wrangler:info\] [A-Z]+ \/|Your types might be out of date/;

/** Whether a line of wrangler's output is shown. */
export const isShown = (line: string): boolean => !chatter.test(line);
