/** Checks that ours and bare do the same work: if their answers differ, the figures of an operation mean nothing. */
import * as v from "valibot";
import { type Exchange, type OperationName, operationOf, type Side, type Subject } from "./operations.ts";
import type { Server } from "./server.ts";

/** By how much the bodies may differ in size. */
const sizeTolerance = 0.02;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly requestId: string;
}

/** The rows of D1 that a request costs until its answer. */
const costSchema = v.object({ rowsRead: v.number(), rowsWritten: v.number() });
export type Cost = v.InferOutput<typeof costSchema>;

async function fetchAnswer(
  origin: string,
  headers: Readonly<Record<string, string>>,
  exchange: Exchange,
): Promise<Answer> {
  const { body, method, path } = exchange;
  const response = await fetch(origin + path, {
    method,
    headers: { ...headers, ...exchange.headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const requestId = response.headers.get("x-request-id") ?? "";
  return { status: response.status, text: await response.text(), requestId };
}

/** The ids of the users in an answer, and its total; for a session, the id of its user. */
function summaryOf(text: string): string {
  if (!text.startsWith("{")) return text;
  const { $id, provider, total, userId, users } = JSON.parse(text) as Body;
  if (users !== undefined) return JSON.stringify([total, ...users.map((user) => user.$id)]);
  return JSON.stringify(userId === undefined ? [$id] : [userId, provider]);
}

interface Body {
  readonly $id?: string;
  readonly total?: number;
  readonly users?: readonly { readonly $id: string }[];
  readonly userId?: string;
  readonly provider?: string;
}

type Counts = Readonly<Record<string, number>>;

/** How many rows a user has in each table. */
async function rowsOf(database: D1Database, id: string): Promise<Counts> {
  const of = (table: string, column: string) =>
    `(SELECT count(*) FROM ${table} WHERE ${column} = (SELECT seq FROM users WHERE lower(id) = ?1)) AS "${table}"`;
  const tables = [
    of("users", "seq"),
    ...["targets", "logs", "sessions", "tokens"].map((table) => of(table, "user_seq")),
    of("search_words", "owner"),
  ];
  const row = await database
    .prepare(`SELECT ${tables.join(", ")}, (SELECT users FROM user_totals) AS "total"`)
    .bind(id.toLowerCase())
    .first<Counts>();
  return row ?? {};
}

/** The rows added (+) and removed (-), as one text. */
const changeOf = (before: Counts, after: Counts): string =>
  Object.entries(after)
    .map(([table, count]) => `${table} ${count - (before[table] ?? 0)}`)
    .join(", ");

/**
 * Sends the same request to both sides, once.
 * @returns the cost of ours
 * @throws Error that names the operation when they do not answer 2xx with the same users and the same size, or do not
 *   write the same rows
 */
export async function assertSameAnswer(
  name: OperationName,
  subject: Subject,
  servers: Readonly<Record<Side, Server>>,
  headers: Readonly<Record<string, string>>,
): Promise<Cost> {
  const { ask, writesTo } = operationOf(name);
  const written = writesTo?.(subject);
  const answerOf = async (side: Side) => {
    const { database, origin } = servers[side];
    const count = async () => (written === undefined ? {} : await rowsOf(database, written));
    const before = await count();
    const answer = await fetchAnswer(origin, headers, ask[side](subject));
    return { ...answer, change: changeOf(before, await count()) };
  };
  const [ours, bare] = [await answerOf("ours"), await answerOf("bare")];
  for (const [side, { status, text }] of Object.entries({ ours, bare })) {
    if (status < 200 || status > 299) throw new Error(`${name}: ${side} answers ${status}: ${text.slice(0, 500)}`);
  }
  const differ = (what: string, of: (answer: typeof ours) => unknown) =>
    new Error(`${name}: ours and bare differ in ${what}: ${String(of(ours))} and ${String(of(bare))}.`);
  const foundBy = ({ text }: Answer) => summaryOf(text);
  if (foundBy(ours) !== foundBy(bare)) throw differ("what they find", foundBy);
  const bytesOf = ({ text }: Answer) => Buffer.byteLength(text);
  if (Math.abs(bytesOf(ours) - bytesOf(bare)) > sizeTolerance * bytesOf(bare)) throw differ("bytes", bytesOf);
  if (ours.change !== bare.change) throw differ("rows written", ({ change }) => change);
  return v.parse(costSchema, JSON.parse(await servers.ours.lines.of(ours.requestId)));
}
