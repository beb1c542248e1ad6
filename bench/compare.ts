/** Whether ours and bare are asked for the same thing: the figures of an operation whose answers differ mean nothing. */
import { type Exchange, type OperationName, operations, type Side, type Subject } from "./operations.ts";
import type { Server } from "./server.ts";

/** By how much the bodies may differ in size. */
const sizeTolerance = 0.02;

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function fetchAnswer(
  origin: string,
  headers: Readonly<Record<string, string>>,
  exchange: Exchange,
): Promise<Answer> {
  const { body, method, path } = exchange;
  const response = await fetch(origin + path, {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** The ids of the users that an answer shows, and how many it says there are. */
function summaryOf(text: string): string {
  const { $id, total, users } = JSON.parse(text) as Body;
  return JSON.stringify(users === undefined ? [$id] : [total, ...users.map((user) => user.$id)]);
}

interface Body {
  readonly $id?: string;
  readonly total?: number;
  readonly users?: readonly { readonly $id: string }[];
}

/** How many rows a user has in each table, as one text. */
async function rowsOf(database: D1Database, id: string): Promise<string> {
  const of = (table: string, column: string) =>
    `'${table}', (SELECT count(*) FROM ${table} WHERE ${column} = (SELECT seq FROM users WHERE lower(id) = ?1))`;
  const tables = [of("users", "seq"), of("targets", "user_seq"), of("search_words", "owner"), of("logs", "user_seq")];
  const row = await database
    .prepare(`SELECT json_object(${tables.join(", ")}, 'total', (SELECT users FROM user_totals)) AS counts`)
    .bind(id.toLowerCase())
    .first<{ readonly counts: string }>();
  return row?.counts ?? "none";
}

/**
 * Asks both sides for the same, once.
 * @throws Error that names the operation when they do not answer 2xx with the same users and the same size, or do not
 *   write the same rows
 */
export async function assertSameAnswer(
  name: OperationName,
  subject: Subject,
  servers: Readonly<Record<Side, Server>>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { ask } = operations[name];
  const answers = {
    ours: await fetchAnswer(servers.ours.origin, headers, ask.ours(subject)),
    bare: await fetchAnswer(servers.bare.origin, headers, ask.bare(subject)),
  };
  const differ = (what: string, ours: unknown, bare: unknown) =>
    new Error(`${name}: ours and bare differ in ${what}: ${String(ours)} and ${String(bare)}.`);
  for (const [side, { status, text }] of Object.entries(answers)) {
    if (status < 200 || status > 299) throw new Error(`${name}: ${side} answers ${status}: ${text.slice(0, 500)}`);
  }
  const [ours, bare] = [summaryOf(answers.ours.text), summaryOf(answers.bare.text)];
  if (ours !== bare) throw differ("what they find", ours, bare);
  const [oursBytes, bareBytes] = [Buffer.byteLength(answers.ours.text), Buffer.byteLength(answers.bare.text)];
  if (Math.abs(oursBytes - bareBytes) > sizeTolerance * bareBytes) throw differ("bytes", oursBytes, bareBytes);
  const { body } = ask.ours(subject);
  if (body !== undefined && "userId" in body && typeof body.userId === "string") {
    const oursRows = await rowsOf(servers.ours.database, body.userId);
    const bareRows = await rowsOf(servers.bare.database, body.userId);
    if (oursRows !== bareRows) throw differ("rows written", oursRows, bareRows);
  }
}
