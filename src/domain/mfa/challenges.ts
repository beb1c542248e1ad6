/** Challenges: requests for a second factor of a user. `who` and `self` pick a row of users, or none. */
import { AppError } from "../../errors/app-error.ts";
import { seal } from "../../lib/crypto/box.ts";
import { isSameText } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { newCode } from "../../lib/crypto/otp.ts";
import { and, build, eq, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { ChallengeRow, CustomChallengeRow } from "../../models/mfa.ts";
import type { Batch } from "../../storage/batch.ts";
import { isChanged } from "../../storage/db.ts";
import { type PartKey, selectParts } from "../../storage/part.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { challenges, users } from "../../storage/schema/index.ts";
import { challengeCode, sealedContext } from "../../storage/sealed.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { spendTotp } from "./authenticators.ts";
import { challengeLife, type SentCode } from "./codes.ts";
import { type Factor, factorNamed } from "./factors.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { unseal } from "./unseal.ts";

/** Answers to a challenge, at most. */
const triesMax = 5;

/** A user's challenge that has not ended. */
const isWaiting = (who: Where<"users">, challengeId: string, now: number): Where<"challenges"> =>
  where(
    challenges,
  )`${challenges.id} = ${challengeId} AND ${challenges.userSeq} = ${seqOf(who)} AND +${challenges.expire} > ${now}`;

/** A user's challenge that may still be answered. The last allowed answer uses `isWaiting`, because it is already counted. */
const isOpen = (who: Where<"users">, challengeId: string, now: number): Where<"challenges"> =>
  where(challenges)`${isWaiting(who, challengeId, now)} AND ${challenges.tries} < ${triesMax}`;

const asked = reader({ userId: text(users.id) });

/**
 * Creates a challenge for the user.
 * @param sent the code that is sent to the user; null: no code is sent
 * @throws AppError `user_not_found`; the refusal of `sent`, if the user no longer has the address
 */
export async function createChallenge(
  context: Context,
  who: Where<"users">,
  factor: Factor,
  sent: SentCode | null,
): Promise<ChallengeRow> {
  const { config, db, now } = context;
  const [id, expire] = [generateId(now), now + challengeLife];
  const code = sent?.code ?? (factor === "custom" ? newCode() : null);
  const sealed = code === null ? null : await seal(config.secretKeys, sealedContext(challengeCode, id), code);
  const self = sent === null ? who : sql`${who} AND ${sent.isReachable}`;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${asked.columns} FROM ${users} WHERE ${who}`);
  const set = batch.add(
    insertFrom(
      challenges,
      { id, createdAt: now, userSeq: users.seq, factor, code: sealed, expire, tries: 0 },
      sql`FROM ${users} WHERE ${self}`,
    ).returning({ id: challenges.id }),
  );
  sent?.message.enqueue(batch, where(users)`${who} AND ${isChanged}`);
  batch.add(appendLog(context, "challenge.create", "user", where(users)`${who} AND ${isChanged}`, undefined, id));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (set.row === undefined) throw new AppError(sent?.refusal ?? "user_not_found");
  return { id, createdAt: now, ...asked.read(user.row), expire };
}

/** A statement that ends the user's challenges, or those of a factor, so that sent codes become invalid. */
export const endChallenges = (self: Where<"users">, factor?: Factor): Statement =>
  build
    .delete(challenges)
    .where(and(eq(challenges.userSeq, seqOf(self)), factor === undefined ? undefined : eq(challenges.factor, factor)));

/** Reads challenges with a code that a server delivers. */
const custom = reader({
  createdAt: integer(challenges.createdAt),
  expire: integer(challenges.expire),
  code: text(sql`${challenges.code}`),
});

/**
 * Reads a challenge with its code, for a server that delivers the code itself.
 * @throws AppError `user_not_found`, `user_invalid_token` if there is no such challenge, or it is of another factor
 */
export async function getCustomChallenge(
  { config, db, now }: Context,
  who: Where<"users">,
  challengeId: string,
): Promise<CustomChallengeRow> {
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${asked.columns} FROM ${users} WHERE ${who}`);
  const selected = batch.add(sql`SELECT ${custom.columns}
    FROM ${challenges} WHERE ${isOpen(who, challengeId, now)} AND ${challenges.factor} = 'custom'`);
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (selected.row === undefined) throw new AppError("user_invalid_token");
  const { code, ...challenge } = custom.read(selected.row);
  return {
    id: challengeId,
    ...asked.read(user.row),
    ...challenge,
    code: await unseal(config, challengeCode, challengeId, code),
  };
}

/** A challenge that is being answered. */
interface Challenge {
  readonly id: string;
  readonly factor: Factor;
  /** Sealed; null: the answer comes from an app or is a recovery code. */
  readonly code: string | null;
}

const answering = reader({ id: text(challenges.id), factor: text(challenges.factor), code: text(challenges.code) });

/**
 * Counts one of the answers that a challenge allows. The answer is counted before it is compared, or any number of
 * concurrent answers could be compared.
 * @returns a function that reads the challenge, once the batch has run; it throws AppError `user_invalid_token` if
 *   there is no open challenge
 */
export function takeAnswer(
  batch: Batch,
  { now, requestId }: Context,
  who: Where<"users">,
  challengeId: string,
): () => Challenge {
  const taken = batch.addWithin((isWithin) =>
    build
      .update(challenges)
      .set({ tries: sql`${challenges.tries} + (${challenges.attempt} <> ${requestId})`, attempt: requestId })
      .where(sql`${isOpen(who, challengeId, now)} AND ${isWithin}`)
      .returning(answering.returning),
  );
  return () => toChallenge(taken.row);
}

function toChallenge(row: Row | undefined): Challenge {
  if (row === undefined) throw new AppError("user_invalid_token");
  const { factor, ...challenge } = answering.read(row);
  return { ...challenge, factor: factorNamed(factor) };
}

/**
 * Answers a challenge: the code and the challenge are used up together, or neither is.
 * @param then a statement to follow, which changes a row and returns it; its condition reads `changes()`
 * @returns the row that `then` returned
 * @throws AppError `user_invalid_token` if the answer is not accepted
 */
export async function answerChallenge(
  context: Context,
  who: Where<"users">,
  challenge: Challenge,
  otp: string,
  then: (isMet: SQL) => Statement,
): Promise<Row> {
  const waits = isWaiting(who, challenge.id, context.now);
  const spending = await spend(context, who, challenge, otp, sql`EXISTS (SELECT 1 FROM ${challenges} WHERE ${waits})`);
  const met = spending === null ? undefined : await meet(context, who, challenge.id, waits, spending, then);
  if (met === undefined) throw new AppError("user_invalid_token");
  return met;
}

/** Completes the challenge, if the statements of `spending` used up the answer. @returns the row of `then`; undefined: not completed */
async function meet(
  context: Context,
  who: Where<"users">,
  challengeId: string,
  waits: Where<"challenges">,
  spending: readonly Statement[],
  then: (isMet: SQL) => Statement,
): Promise<Row | undefined> {
  const batch = context.db.batch();
  batch.addAll(spending);
  batch.add(build.delete(challenges).where(spending.length > 0 ? sql`${waits} AND ${isChanged}` : waits));
  const met = batch.add(then(isChanged));
  batch.add(
    appendLog(context, "challenges.update", "user", where(users)`${who} AND ${isChanged}`, undefined, challengeId),
  );
  await batch.run();
  return met.row;
}

/** Statements that use the answer up, if it is right; null: it is wrong. */
async function spend(
  context: Context,
  who: Where<"users">,
  { code, factor, id }: Challenge,
  otp: string,
  isPending: SQL,
): Promise<readonly Statement[] | null> {
  if (factor === "totp") return await spendTotp(context, who, otp, isPending);
  if (factor === "recoveryCode") return await spendRecoveryCode(context, who, otp, isPending);
  if (code === null) return null;
  return isSameText(await unseal(context.config, challengeCode, id, code), otp) ? [] : null;
}

const challenge = reader({
  id: text(challenges.id),
  createdAt: integer(challenges.createdAt),
  expire: integer(challenges.expire),
});

/** A query for the challenges that events are about. */
export const selectChallengeParts = (keys: readonly PartKey[]): SQL =>
  selectParts(challenges, challenge.columns, keys, "id");

/** A row of `selectChallengeParts`, without its code. */
export const toChallengePart = (row: Row): Omit<ChallengeRow, "userId"> => challenge.read(row);
