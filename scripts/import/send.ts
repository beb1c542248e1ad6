/** Sends chunks to `POST /users/import`. */
import * as v from "valibot";
import type { Connection } from "../service/connect.ts";
import { request } from "../service/request.ts";
import type { Pending } from "./chunks.ts";
import { answerSchema, type Outcome } from "./outcome.ts";
import { SourceError } from "./source-error.ts";

/** Parameters of each request. */
export interface SendOptions {
  /** Null: a dry run. */
  readonly importId: string | null;
  readonly emailsUnproven: boolean;
  readonly replaceUnproven: boolean;
  readonly update: boolean;
  readonly onPause: (reason: string, ms: number) => void;
}

/** The outcome of a chunk: all rows without an outcome were created. */
export interface Sent {
  readonly outcomes: readonly Outcome[];
  readonly requests: number;
}

const queryOf = ({ emailsUnproven, importId, replaceUnproven, update }: SendOptions): string =>
  new URLSearchParams({
    ...(importId === null ? { dryRun: "true" } : { importId }),
    ...(emailsUnproven ? { emailsUnproven: "true" } : {}),
    ...(replaceUnproven ? { replaceUnproven: "true" } : {}),
    ...(update ? { update: "true" } : {}),
  }).toString();

/** Consecutive requests without progress before pending rows are given up: other clients keep changing the same users. */
const idleMax = 5;

/**
 * Sends a chunk, and resends its pending rows: one request changes a limited number of users.
 * @throws SourceError as `sendOnce` does
 */
export async function sendChunk(connection: Connection, rows: readonly Pending[], options: SendOptions): Promise<Sent> {
  const outcomes: Outcome[] = [];
  let [waiting, requests, idle] = [rows, 0, 0];
  while (waiting.length > 0) {
    const sent = await sendOnce(connection, waiting, options);
    requests += sent.requests;
    const pending = new Set(sent.outcomes.flatMap(({ outcome, row }) => (outcome === "pending" ? [row] : [])));
    idle = pending.size < waiting.length ? 0 : idle + 1;
    const isLast = idle === idleMax;
    outcomes.push(...sent.outcomes.filter(({ outcome }) => isLast || outcome !== "pending"));
    waiting = isLast ? [] : waiting.filter(({ number }) => pending.has(number));
  }
  return { outcomes, requests };
}

/**
 * Sends rows until they are answered. A chunk that is refused as a whole is halved until the refused row is found.
 * @throws SourceError when every later row would fail too: the key is refused, or the service does not answer
 */
async function sendOnce(connection: Connection, rows: readonly Pending[], options: SendOptions): Promise<Sent> {
  const answer = await request(
    connection,
    `/users/import?${queryOf(options)}`,
    {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: rows.map(({ json }) => json).join("\n"),
    },
    options.onPause,
  );
  if (answer.ok) {
    const parsed = v.safeParse(answerSchema, answer.value);
    if (!parsed.success)
      throw new SourceError(`${connection.endpoint} does not answer like the import of Rollcall. Check the endpoint.`);
    return { outcomes: parsed.output.rows, requests: 1 };
  }
  const { message, status } = answer.error;
  const isOfRows = status === 400 || status === 413;
  const [first] = rows;
  if (!isOfRows || first === undefined) {
    const said = status === 0 ? `does not answer: ${message}` : `answers ${status}: ${message}`;
    throw new SourceError(`${connection.endpoint} ${said}`);
  }
  if (rows.length === 1) {
    return { outcomes: [{ row: first.number, outcome: "invalid", parameter: "row", message }], requests: 1 };
  }
  const middle = Math.ceil(rows.length / 2);
  const halves = [
    await sendOnce(connection, rows.slice(0, middle), options),
    await sendOnce(connection, rows.slice(middle), options),
  ];
  return {
    outcomes: halves.flatMap(({ outcomes }) => outcomes),
    requests: 1 + halves.reduce((sum, { requests }) => sum + requests, 0),
  };
}
