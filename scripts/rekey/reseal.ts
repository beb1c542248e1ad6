/**
 * Reseals every sealed text of a database with the current secret. It stores no progress: a text names its secret at
 * the beginning, so the next run continues an interrupted one.
 */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { open, seal } from "../../src/lib/crypto/box.ts";
import { keyId, type SecretKeys } from "../../src/lib/crypto/derive.ts";
import { type SealedColumn, sealedColumns, sealedContext } from "../../src/storage/sealed.ts";

/** Asks the database. @returns the rows of each statement, or one line with the error */
export type Ask = (statements: readonly string[]) => Result<readonly (readonly unknown[])[]>;

/** A text that stays unchanged. */
export interface Unopened {
  readonly column: SealedColumn;
  readonly id: string;
  readonly reason: "malformed" | "unknown key" | "not authentic";
}

export interface Outcome {
  /** The number of resealed texts. */
  readonly resealed: number;
  readonly unopened: readonly Unopened[];
}

/** Rows of a page: each costs a statement some 150 characters. */
const rowsMax = 500;

/** Characters of a page's rows in its UPDATE: D1 accepts statements of 100 kB. */
const charactersMax = 60_000;

/** Characters of a row beside its new text: its number, and the beginning of the text that is replaced. */
const besideMax = 50;

export const nameOf = ({ column, table }: SealedColumn): string => `${table}.${column}`;

/** Whether a row has a text that is sealed with another secret than the current one, or is malformed. */
const isStale = ({ column }: SealedColumn, current: string): string =>
  `${column} IS NOT NULL AND substr(CAST(${column} AS TEXT), 1, ${current.length + 1}) <> '${current}.'`;

const countStale = (column: SealedColumn, current: string): string =>
  `SELECT count(*) AS count FROM ${column.table} WHERE ${isStale(column, current)}`;

/** Selects the next stale rows after a row, as many as fit into an UPDATE, and at least one. */
const selectStale = (column: SealedColumn, current: string, after: number): string =>
  `SELECT seq, id, sealed FROM (
    SELECT seq, id, sealed, length(sealed) + ${besideMax} AS size,
      sum(length(sealed) + ${besideMax}) OVER (ORDER BY seq) AS sizes FROM (
        SELECT seq, id, CAST(${column.column} AS TEXT) AS sealed FROM ${column.table}
        WHERE seq > ${after} AND ${isStale(column, current)} ORDER BY seq LIMIT ${rowsMax}
      )
  ) WHERE sizes <= ${charactersMax} OR sizes = size ORDER BY seq`;

const staleRow = v.object({ seq: v.number(), id: v.string(), sealed: v.string() });
type StaleRow = v.InferOutput<typeof staleRow>;

/** A row with its resealed text. */
interface Resealed extends StaleRow {
  readonly anew: string;
}

/** Secret and initialisation vector, which is random: no two texts begin with the same. */
const beginningOf = (sealed: string): string => sealed.slice(0, sealed.lastIndexOf(".") + 1);

/**
 * Replaces texts that are unchanged since they were read; opened texts have no character that SQL or JSON would have to
 * escape.
 */
function updateStatement({ column, table }: SealedColumn, rows: readonly Resealed[]): string {
  const values = JSON.stringify(rows.map(({ anew, sealed, seq }) => [seq, beginningOf(sealed), anew]));
  return `UPDATE ${table} SET ${column} = new.value ->> 2 FROM json_each('${values}') AS new
    WHERE ${table}.seq = new.value ->> 0
      AND substr(${table}.${column}, 1, length(new.value ->> 1)) = new.value ->> 1
    RETURNING seq`;
}

/** The progress of a round through the columns. */
interface Round {
  /** Texts that were opened, including those that changed before they were replaced. */
  opened: number;
  resealed: number;
  readonly unopened: Unopened[];
}

/** Reseals the rows of a page, and records those that cannot be opened. */
async function resealRows(column: SealedColumn, rows: readonly StaleRow[], keys: SecretKeys, round: Round) {
  const resealed: Resealed[] = [];
  for (const row of rows) {
    const context = sealedContext(column, row.id);
    const plain = await open(keys, context, row.sealed);
    if (plain.ok) resealed.push({ ...row, anew: await seal(keys, context, plain.value) });
    else round.unopened.push({ column, id: row.id, reason: plain.error });
  }
  round.opened += resealed.length;
  return resealed;
}

/** The arguments of a walk through a column. */
interface Walk {
  readonly ask: Ask;
  readonly keys: SecretKeys;
  readonly round: Round;
  /** Called with the number of texts that a page has resealed. */
  readonly report: (resealed: number) => void;
}

/** Walks through a column once. Each page is written in the round trip that reads the next one. */
async function walkColumn(column: SealedColumn, { ask, keys, report, round }: Walk): Promise<Result<null>> {
  const current = keyId(keys[0]);
  let resealed: readonly Resealed[] = [];
  let after = 0;
  for (;;) {
    const updates = resealed.length === 0 ? [] : [updateStatement(column, resealed)];
    const answer = ask([...updates, selectStale(column, current, after)]);
    if (!answer.ok) return answer;
    if (updates.length > 0) report(answer.value[0]?.length ?? 0);
    const page = v.parse(v.array(staleRow), answer.value.at(-1));
    const last = page.at(-1);
    if (last === undefined) return ok(null);
    resealed = await resealRows(column, page, keys, round);
    after = last.seq;
  }
}

const counted = v.tuple([v.object({ count: v.number() })]);

/** Counts the texts of each column that are not sealed with the current secret. */
function countAll(ask: Ask, keys: SecretKeys): Result<ReadonlyMap<SealedColumn, number>> {
  const answer = ask(sealedColumns.map((column) => countStale(column, keyId(keys[0]))));
  if (!answer.ok) return answer;
  const counts = sealedColumns.map(
    (column, index) => [column, v.parse(counted, answer.value[index])[0].count] as const,
  );
  return ok(new Map(counts));
}

/** Goes once through all columns that have something to reseal. */
async function goRound(ask: Ask, keys: SecretKeys, round: Round, tell: (line: string) => void): Promise<Result<null>> {
  const counts = countAll(ask, keys);
  if (!counts.ok) return counts;
  for (const [column, count] of counts.value) {
    if (count === 0) continue;
    const before = round.resealed;
    const report = (resealed: number): void => {
      round.resealed += resealed;
      tell(`${nameOf(column)}: ${round.resealed - before} of ${count} resealed`);
    };
    const walked = await walkColumn(column, { ask, keys, report, round });
    if (!walked.ok) return walked;
  }
  return ok(null);
}

/**
 * Reseals the texts that are not sealed with the first of the keys, until no more of them can be opened.
 * @param tell called with a line after each page
 * @returns the result; or in one line why it was interrupted, which does no harm: the next run continues
 */
export async function resealAll(ask: Ask, keys: SecretKeys, tell: (line: string) => void): Promise<Result<Outcome>> {
  let resealed = 0;
  // Repeats after each round that found a text: concurrent writes are sealed with the old secret.
  for (;;) {
    const round: Round = { opened: 0, resealed: 0, unopened: [] };
    const gone = await goRound(ask, keys, round, tell);
    resealed += round.resealed;
    if (!gone.ok) return resealed === 0 ? gone : fail(`${gone.error} Run it again: resealed rows stay resealed.`);
    if (round.opened === 0) return ok({ resealed, unopened: round.unopened });
  }
}
