/** Imports a chunk of users: one batch of statements that each act on all of its rows (docs/spec/import.md). */
import { Buffer } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import { seal } from "../../lib/crypto/box.ts";
import { generateId, idSequence } from "../../lib/crypto/ids.ts";
import type { ImportReport, RowOutcome } from "../../models/import.ts";
import type { Batch } from "../../storage/batch.ts";
import { isChanged } from "../../storage/db.ts";
import { authenticatorSecret, sealedContext } from "../../storage/sealed.ts";
import { appendLog, noteEvent } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { countIdentities } from "../identities/index.ts";
import { addWords } from "../search/index.ts";
import { addLabels } from "../users/index.ts";
import { type BoundRow, cut, isTooLong, type Part, type SealedTotp, toBoundRow } from "./bind.ts";
import { splitDuplicates } from "./duplicates.ts";
import type { Judgement } from "./judgement.ts";
import { judge, selectObstacles, writingMax } from "./outcomes.ts";
import { addDetachments } from "./replace.ts";
import type { Candidate, ImportOptions, ImportRow } from "./row.ts";
import {
  countNewMembers,
  countUsers,
  identitiesOfNew,
  insertAuthenticators,
  insertIdentities,
  insertMemberships,
  insertOwnTargets,
  insertTargets,
  insertUsers,
  isNew,
  type Mark,
  membershipsOfNew,
  noteImport,
  targetsOfNew,
} from "./statements.ts";
import { addUpdate } from "./update.ts";

/** The id of a user whose row has none: the same each time the row is sent. */
const derivedId = (importId: string, row: number): string =>
  createHash("sha256").update(`${importId}/${row}`).digest("hex").slice(0, 20);

/** Splits the rows into candidates and outcomes of invalid rows. */
function split(rows: readonly ImportRow[], { importId }: ImportOptions, now: number) {
  const candidates: Candidate[] = [];
  const invalid: RowOutcome[] = [];
  const numbers = new Set<number>();
  for (const { row, user } of rows) {
    const isRepeated = numbers.has(row);
    numbers.add(row);
    if (isRepeated) {
      const message = `Row ${row} is in the request twice: give each row a number of its own.`;
      invalid.push({ row, outcome: "invalid", id: null, parameter: "row", message });
    } else if (user.ok) {
      const id = user.value.id ?? (importId === null ? generateId(now) : derivedId(importId, row));
      candidates.push({ row, id, user: user.value });
    } else {
      invalid.push({ row, outcome: "invalid", id: null, ...user.error });
    }
  }
  return { candidates, invalid };
}

/** The secrets of authenticator apps, sealed for their rows, by the number of the import's row. */
async function sealSecrets(
  { config }: Context,
  candidates: readonly Candidate[],
  nextId: () => string,
): Promise<ReadonlyMap<number, SealedTotp>> {
  const sealed = candidates.flatMap(({ row, user: { totp } }) => {
    if (totp === null) return [];
    const id = nextId();
    const context = sealedContext(authenticatorSecret, id);
    return seal(config.secretKeys, context, totp).then((secret) => [row, { id, secret }] as const);
  });
  return new Map(await Promise.all(sealed));
}

/** Serialises the candidates. @returns the serialised rows, and outcomes for rows that are too long */
async function toBound(context: Context, candidates: readonly Candidate[], options: ImportOptions) {
  const { now } = context;
  const nextId = idSequence(now);
  const secrets = await sealSecrets(context, candidates, nextId);
  const bound: BoundRow[] = [];
  const tooLong: RowOutcome[] = [];
  for (const candidate of candidates) {
    const { id, row } = candidate;
    const totp = secrets.get(row) ?? null;
    const json = JSON.stringify(toBoundRow(candidate, { now, options, nextId, totp }));
    if (isTooLong({ row, json })) {
      const message = "The row is longer than 1,000,000 bytes as it is stored. Shorten its prefs, labels or targets.";
      tooLong.push({ row, outcome: "invalid", id, parameter: "row", message });
    } else {
      bound.push({ row, json });
    }
  }
  return { bound, tooLong };
}

/** The kinds of parts that the rows of a chunk have besides users. Statements for the other kinds are left out. */
const contentsOf = (candidates: readonly Candidate[]) => ({
  labels: candidates.some(({ user }) => user.labels !== null && user.labels.length > 0),
  targets: candidates.some(({ user }) => user.targets.length > 0),
  identities: candidates.some(({ user }) => user.identities.length > 0),
  memberships: candidates.some(({ user }) => user.memberships.length > 0),
  totp: candidates.some(({ user }) => user.totp !== null),
});

/** Adds the statements that create the users of the rows, with their parts. */
function addCreation(
  batch: Batch,
  context: Context,
  parts: readonly Part[],
  mark: Mark,
  contents: ReturnType<typeof contentsOf>,
): void {
  const { now } = context;
  const self = isNew(mark);
  batch.addAll(parts.map((part) => insertUsers(part, mark, now)));
  batch.add(addWords("user", self));
  batch.add(countUsers(mark));
  batch.add(appendLog(context, "user.create", "user", self));
  batch.add(noteImport(mark, now));
  batch.add(noteEvent(context, "users.import", `import/${mark.importId}`, isChanged));
  if (contents.labels) batch.add(addLabels(self));
  if (contents.targets) {
    batch.addAll(parts.map((part) => insertTargets(part, mark, now)));
    // Ahead of the targets of emails and phones, which have no log rows of their own.
    batch.add(appendLog(context, "target.create", "target", targetsOfNew(mark)));
  }
  for (const type of ["email", "sms"] as const) batch.add(insertOwnTargets(mark, type, generateId(now), now));
  if (contents.identities) {
    batch.addAll(parts.map((part) => insertIdentities(part, mark, now)));
    batch.add(countIdentities(identitiesOfNew(mark), 1));
    batch.add(appendLog(context, "identity.create", "identity", identitiesOfNew(mark)));
  }
  if (contents.memberships) {
    batch.addAll(parts.map((part) => insertMemberships(part, mark, now)));
    batch.add(countNewMembers(mark));
    batch.add(appendLog(context, "membership.create", "membership", membershipsOfNew(mark)));
  }
  if (contents.totp) batch.addAll(parts.map((part) => insertAuthenticators(part, mark, now)));
}

/** Reads the conflicts of some parts' rows, before anything is written. */
async function readJudgements(
  { db, now }: Context,
  parts: readonly Part[],
  candidates: ReadonlyMap<number, Candidate>,
  options: ImportOptions,
): Promise<readonly Judgement[]> {
  const batch = db.batch();
  const found = parts.map((part) => batch.add(selectObstacles(part, options, null)));
  await batch.run();
  const rows = found.flatMap((handle) => handle.rows);
  return judge(rows, candidates, options, writingMax, now);
}

/** Creates and changes users, in one batch. @returns the outcomes of the rows that were not created */
async function write(
  context: Context,
  importId: string,
  bound: readonly BoundRow[],
  candidates: ReadonlyMap<number, Candidate>,
  options: ImportOptions,
): Promise<readonly Judgement[]> {
  const parts = cut(bound);
  const isReading = options.replaceUnproven || options.update;
  const judged = isReading ? await readJudgements(context, parts, candidates, options) : [];
  const byRow = new Map(judged.map((judgement) => [judgement.candidate.row, judgement]));
  const batch = context.db.batch();
  for (const row of bound) {
    const judgement = byRow.get(row.row);
    if (judgement !== undefined && judgement.replaced.length > 0) addDetachments(batch, context, judgement, row);
  }
  const mark: Mark = { importId, nonce: newNonce(), tried: bound.length };
  addCreation(batch, context, parts, mark, contentsOf([...candidates.values()]));
  const found = parts.map((part) => batch.add(selectObstacles(part, options, mark)));
  const updates = judged.flatMap(({ candidate, update }) =>
    update === null ? [] : [{ row: candidate.row, done: addUpdate(batch, context, candidate.user, update, options) }],
  );
  await batch.run();
  const updated = new Set(updates.flatMap(({ done, row }) => (done.row === undefined ? [] : [row])));
  const rows = found.flatMap((handle) => handle.rows);
  return judge(rows, candidates, options, 0, context.now).map((judgement) => {
    const { row } = judgement.candidate;
    const before = byRow.get(row);
    // A row without changes keeps its first judgement: another row of the batch may have freed an address since.
    const isDecided = updated.has(row) || (before?.isCompared === true && before.update === null);
    return isDecided ? (before ?? judgement) : judgement;
  });
}

/**
 * Imports a chunk, or reports the outcomes in a dry run. A chunk that is sent again writes nothing.
 * @param rows at most as many as one batch takes: 1,000
 * @returns the outcome of each row that was not created
 */
export async function importUsers(
  context: Context,
  rows: readonly ImportRow[],
  options: ImportOptions,
): Promise<ImportReport> {
  const { dryRun, importId } = options;
  const { candidates, invalid } = split(rows, options, context.now);
  const { duplicates, unique } = splitDuplicates(candidates);
  const { bound, tooLong } = await toBound(context, unique, options);
  const outcomes = [...invalid, ...duplicates, ...tooLong];
  if (bound.length > 0) {
    const byRow = new Map(unique.map((candidate) => [candidate.row, candidate]));
    const judged =
      dryRun || importId === null
        ? await readJudgements(context, cut(bound), byRow, options)
        : await write(context, importId, bound, byRow, options);
    outcomes.push(...judged.flatMap(({ outcome }) => outcome ?? []));
  }
  return { importId, dryRun, total: rows.length, rows: outcomes.toSorted((a, b) => a.row - b.row) };
}

/** 48 random bits in `nonceLength` characters. */
const newNonce = (): string => Buffer.from(randomBytes(6)).toString("base64url");
