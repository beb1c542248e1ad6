/**
 * Factors beside the one that a session begins with. Secrets and codes are sealed. `who` and `self` pick a row of users, or
 * none.
 */
import { randomBytes, randomInt } from "node:crypto";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { open, seal } from "../../crypto/box.ts";
import { equalDigests, sha256, toHex } from "../../crypto/digest.ts";
import { generateId } from "../../crypto/ids.ts";
import { newTotpSecret, totpStep } from "../../crypto/totp.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Config } from "../../http/config.ts";
import type { Context } from "../../http/context.ts";
import type { ChallengeRow, CustomChallengeRow, FactorsRow } from "../../models/mfa.ts";
import type { Settings } from "../../models/settings.ts";
import { build, type Statement } from "../../storage/db.ts";
import { boolean, integer, orNull, type Row, text } from "../../storage/row.ts";
import { authenticators, challenges, recoveryCodes, users } from "../../storage/schema/index.ts";
import { authenticatorSecret, challengeCode, recoveryCode, sealedContext } from "../../storage/sealed.ts";
import { appendLog } from "../logs/store.ts";
import { selectSettings, toSettings } from "../project/store.ts";

const seqOf = (who: SQL): SQL => sql`(SELECT ${users.seq} FROM ${users} WHERE ${who})`;

/** Whether a row of users, which the query is about, has an app for one-time passwords that is verified. */
export const hasTotp: SQL = sql`EXISTS (SELECT 1 FROM ${authenticators}
  WHERE ${authenticators.userSeq} = ${users.seq} AND ${authenticators.type} = 'totp' AND ${authenticators.verified} = 1)`;

/** Whether a row of users has recovery codes. */
export const hasRecoveryCodes: SQL = sql`EXISTS (SELECT 1 FROM ${recoveryCodes}
  WHERE ${recoveryCodes.userSeq} = ${users.seq})`;

/** @throws Error where it was sealed with a secret that is no longer known: it is lost, which the operator has to know */
async function unseal({ secretKeys }: Config, context: string, sealed: string): Promise<string> {
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return opened.value;
}

// Authenticators.

/** An app that shows a user one-time passwords. */
interface Authenticator {
  readonly seq: number;
  readonly verified: boolean;
  readonly secret: string;
}

/** A query for the user's app. */
const selectTotp = (who: SQL): SQL => sql`SELECT ${authenticators.seq} AS "seq", ${authenticators.id} AS "id",
  ${authenticators.secret} AS "secret", ${authenticators.verified} AS "verified" FROM ${authenticators}
  WHERE ${authenticators.userSeq} = ${seqOf(who)} AND ${authenticators.type} = 'totp'`;

/** The user's app; null: none. */
async function findTotp({ config, db }: Context, who: SQL): Promise<Authenticator | null> {
  const [[row]] = await db.batch([selectTotp(who)]);
  if (row === undefined) return null;
  return {
    seq: integer(row, "seq"),
    verified: boolean(row, "verified"),
    secret: await unseal(config, sealedContext(authenticatorSecret, text(row, "id")), text(row, "secret")),
  };
}

/**
 * Gives the user a new secret for an app, in the place of one that was never verified.
 * @returns the secret, in base32
 * @throws AppError `user_authenticator_already_verified`
 */
export async function createTotp(context: Context, who: SQL): Promise<string> {
  const { config, db, now } = context;
  const [id, secret] = [generateId(now), newTotpSecret()];
  const sealed = await seal(config.secretKeys, sealedContext(authenticatorSecret, id), secret);
  const [, inserted] = await db.batch([
    build.delete(authenticators).where(sql`${authenticators.userSeq} = ${seqOf(who)} AND ${authenticators.type} = 'totp'
        AND ${authenticators.verified} = 0`),
    build
      .insert(authenticators)
      .select(sql`SELECT NULL, ${id}, ${now}, ${now}, ${users.seq}, 'totp', ${sealed}, 0, 0 FROM ${users} WHERE ${who}`)
      .onConflictDoNothing({ target: [authenticators.userSeq, authenticators.type] })
      .returning({ id: authenticators.id }),
    appendLog(context, "user.update", "user", sql`${who} AND changes() > 0`),
  ]);
  if (inserted.length === 0) throw new AppError("user_authenticator_already_verified");
  return secret;
}

/**
 * Takes the first one-time password of the user's app, which is then verified.
 * @param then statements to follow, if the password is taken
 * @throws AppError `user_authenticator_not_found`, `user_authenticator_already_verified`, `user_invalid_token`
 */
export async function verifyTotp(
  context: Context,
  who: SQL,
  otp: string,
  then: (isTaken: SQL) => readonly Statement[],
): Promise<void> {
  const { db, now } = context;
  const totp = await findTotp(context, who);
  if (totp === null) throw new AppError("user_authenticator_not_found");
  if (totp.verified) throw new AppError("user_authenticator_already_verified");
  const step = totpStep(totp.secret, otp, now);
  if (step === null) throw new AppError("user_invalid_token");
  const [taken] = await db.batch([
    build
      .update(authenticators)
      .set({ verified: true, lastStep: step, updatedAt: now })
      .where(and(eq(authenticators.seq, totp.seq), eq(authenticators.verified, false)))
      .returning({ id: authenticators.id }),
    // First the log: the session of `then` may have ended by now, and the app is verified all the same.
    appendLog(context, "user.update", "user", sql`${who} AND ${isChanged}`),
    ...then(isChanged),
  ]);
  if (taken.length === 0) throw new AppError("user_authenticator_already_verified");
}

/** Whether the statement before has changed a row. Each of a chain that goes by it has to change one itself. */
const isChanged: SQL = sql`changes() > 0`;

/**
 * Takes the user's app away, verified or not.
 * @throws AppError `user_not_found`, `user_authenticator_not_found`
 */
export async function deleteTotp(context: Context, who: SQL): Promise<void> {
  const { db } = context;
  const [[user], deleted] = await db.batch([
    sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`,
    build
      .delete(authenticators)
      .where(sql`${authenticators.userSeq} = ${seqOf(who)} AND ${authenticators.type} = 'totp'`)
      .returning({ id: authenticators.id }),
    appendLog(context, "user.update", "user", sql`${who} AND ${isChanged}`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (deleted.length === 0) throw new AppError("user_authenticator_not_found");
}

// Recovery codes.

/** Codes that a user has at first, and hex digits of each (spec/users.md 1.9). */
const codesPerUser = 6;
const codeDigits = 10;

const isCodeOf = (who: SQL): SQL => sql`${recoveryCodes.userSeq} = ${seqOf(who)}`;

interface RecoveryCode {
  readonly seq: number;
  readonly code: string;
}

async function readCodes({ config, db }: Context, who: SQL): Promise<{ exists: boolean; codes: RecoveryCode[] }> {
  const [[user], rows] = await db.batch([
    sql`SELECT 1 FROM ${users} WHERE ${who}`,
    sql`SELECT ${recoveryCodes.seq} AS "seq", ${recoveryCodes.id} AS "id", ${recoveryCodes.code} AS "code"
      FROM ${recoveryCodes} WHERE ${isCodeOf(who)} ORDER BY ${recoveryCodes.seq}`,
  ]);
  const codes = rows.map(async (row) => ({
    seq: integer(row, "seq"),
    code: await unseal(config, sealedContext(recoveryCode, text(row, "id")), text(row, "code")),
  }));
  return { exists: user !== undefined, codes: await Promise.all(codes) };
}

/** @throws AppError `user_not_found`, `user_recovery_codes_not_found` */
export async function getRecoveryCodes(context: Context, who: SQL): Promise<readonly string[]> {
  const { codes, exists } = await readCodes(context, who);
  if (!exists) throw new AppError("user_not_found");
  if (codes.length === 0) throw new AppError("user_recovery_codes_not_found");
  return codes.map(({ code }) => code);
}

/** New codes, and a statement that gives them to the user that `self` picks. */
async function newCodes({ config, now }: Context, self: SQL) {
  const codes = Array.from({ length: codesPerUser }, () => toHex(randomBytes(codeDigits / 2)));
  const rows = await Promise.all(
    codes.map(async (code) => {
      const id = generateId(now);
      return { id, code: await seal(config.secretKeys, sealedContext(recoveryCode, id), code) };
    }),
  );
  const insert = build
    .insert(recoveryCodes)
    .select(
      sql`SELECT NULL, new.value ->> 'id', ${users.seq}, new.value ->> 'code'
        FROM ${users}, json_each(${JSON.stringify(rows)}) AS new WHERE ${self}`,
    )
    .returning({ id: recoveryCodes.id });
  return { codes, insert };
}

/**
 * Gives the user recovery codes.
 * @throws AppError `user_not_found`, `user_recovery_codes_already_exists`
 */
export async function createRecoveryCodes(context: Context, who: SQL): Promise<readonly string[]> {
  const { codes, insert } = await newCodes(context, sql`${who} AND NOT ${hasRecoveryCodes}`);
  const [[user], inserted] = await context.db.batch([
    sql`SELECT 1 FROM ${users} WHERE ${who}`,
    insert,
    appendLog(context, "user.update", "user", sql`${who} AND ${isChanged}`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (inserted.length === 0) throw new AppError("user_recovery_codes_already_exists");
  return codes;
}

/**
 * Gives the user other recovery codes in the place of those they have.
 * @throws AppError `user_not_found`, `user_recovery_codes_not_found`
 */
export async function replaceRecoveryCodes(context: Context, who: SQL): Promise<readonly string[]> {
  const { codes, insert } = await newCodes(context, sql`${who} AND ${isChanged}`);
  const [[user], , inserted] = await context.db.batch([
    sql`SELECT 1 FROM ${users} WHERE ${who}`,
    build.delete(recoveryCodes).where(isCodeOf(who)),
    insert,
    appendLog(context, "user.update", "user", sql`${who} AND ${isChanged}`),
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (inserted.length === 0) throw new AppError("user_recovery_codes_not_found");
  return codes;
}

// Challenges.

/** What answers a challenge. */
export const factors = ["email", "phone", "totp", "recoveryCode", "custom"] as const;

export type Factor = (typeof factors)[number];

/** The factor of a name, whatever its case. @throws AppError `general_argument_invalid` */
export function factorNamed(name: string): Factor {
  const factor = factors.find((factor) => factor.toLowerCase() === name.toLowerCase());
  if (factor === undefined) throw new AppError("general_argument_invalid");
  return factor;
}

/** Which settings open a factor; recovery codes are always good. */
const switchOf = { email: "mfaEmail", phone: "mfaPhone", totp: "mfaTotp", custom: "mfaCustom" } as const;

/** @throws AppError `user_auth_method_unsupported` where the project's policy has closed it */
export function assertFactorOpen(settings: Settings, factor: Factor): void {
  if (factor !== "recoveryCode" && !settings[switchOf[factor]]) throw new AppError("user_auth_method_unsupported");
}

/**
 * Tells which further factors the user could give.
 * @throws AppError `user_not_found`
 */
export async function readFactors({ db }: Context, who: SQL): Promise<FactorsRow> {
  const [settingsRows, [row]] = await db.batch([
    selectSettings,
    sql`SELECT ${hasTotp} AS "totp", ${hasRecoveryCodes} AS "recoveryCode",
      (${users.phone} IS NOT NULL AND ${users.phoneVerification}) AS "phone",
      (${users.email} IS NOT NULL AND ${users.emailVerification}) AS "email" FROM ${users} WHERE ${who}`,
  ]);
  if (row === undefined) throw new AppError("user_not_found");
  const settings = toSettings(settingsRows);
  return {
    totp: settings.mfaTotp && boolean(row, "totp"),
    phone: settings.mfaPhone && boolean(row, "phone"),
    email: settings.mfaEmail && boolean(row, "email"),
    recoveryCode: boolean(row, "recoveryCode"),
    custom: settings.mfaCustom,
  };
}

/** How long a challenge waits, in milliseconds. */
const challengeLife = 3_600_000;

/** Wrong answers that end a challenge. */
const triesMax = 5;

/** Six digits. */
const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/** A user's challenge that still waits. */
const isWaiting = (who: SQL, challengeId: string, now: number): SQL =>
  sql`${challenges.id} = ${challengeId} AND ${challenges.userSeq} = ${seqOf(who)} AND +${challenges.expire} > ${now}`;

/**
 * Sets the user a challenge.
 * @param isCoded whether we make the code that answers it
 * @throws AppError `user_not_found`
 */
export async function createChallenge(
  context: Context,
  who: SQL,
  factor: Factor,
  isCoded: boolean,
): Promise<ChallengeRow> {
  const { config, db, now } = context;
  const [id, expire] = [generateId(now), now + challengeLife];
  const code = isCoded ? await seal(config.secretKeys, sealedContext(challengeCode, id), newCode()) : null;
  const [, , [user]] = await db.batch([
    build
      .insert(challenges)
      .select(
        sql`SELECT NULL, ${id}, ${now}, ${users.seq}, ${factor}, ${code}, ${expire}, 0 FROM ${users} WHERE ${who}`,
      ),
    appendLog(context, "challenge.create", "user", who),
    sql`SELECT ${users.id} AS "id" FROM ${users} WHERE ${who}`,
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  return { id, createdAt: now, userId: text(user, "id"), expire };
}

/**
 * Reads a challenge with its code, for a server that tells its user by a way of its own.
 * @throws AppError `user_not_found`, `user_invalid_token` where there is no such challenge, or it is not of that kind
 */
export async function getCustomChallenge(
  { config, db, now }: Context,
  who: SQL,
  challengeId: string,
): Promise<CustomChallengeRow> {
  const [[user], [row]] = await db.batch([
    sql`SELECT ${users.id} AS "id" FROM ${users} WHERE ${who}`,
    sql`SELECT ${challenges.createdAt} AS "createdAt", ${challenges.expire} AS "expire", ${challenges.code} AS "code"
      FROM ${challenges} WHERE ${isWaiting(who, challengeId, now)} AND ${challenges.factor} = 'custom'`,
  ]);
  if (user === undefined) throw new AppError("user_not_found");
  if (row === undefined) throw new AppError("user_invalid_token");
  return {
    id: challengeId,
    createdAt: integer(row, "createdAt"),
    userId: text(user, "id"),
    expire: integer(row, "expire"),
    code: await unseal(config, sealedContext(challengeCode, challengeId), text(row, "code")),
  };
}

/** A query for a challenge that waits, to be answered. */
export const selectChallenge = ({ now }: Context, who: SQL, challengeId: string): SQL =>
  sql`SELECT ${challenges.factor} AS "factor", ${challenges.code} AS "code"
    FROM ${challenges} WHERE ${isWaiting(who, challengeId, now)}`;

/**
 * Answers a challenge: what the answer uses up and the challenge go together, or neither.
 * @param challenge what `selectChallenge` has read
 * @param then a statement to follow, which changes a row; it goes by `changes()`
 * @throws AppError `user_invalid_token`
 */
export async function answerChallenge(
  context: Context,
  who: SQL,
  challengeId: string,
  challenge: Row,
  otp: string,
  then: (isMet: SQL) => Statement,
): Promise<void> {
  const { db, now } = context;
  const isPending = sql`EXISTS (SELECT 1 FROM ${challenges} WHERE ${isWaiting(who, challengeId, now)})`;
  const spending = await spend(context, who, challengeId, challenge, otp, isPending);
  if (spending === null) {
    await db.batch(noteWrongAnswer(who, challengeId));
    throw new AppError("user_invalid_token");
  }
  const met = await db.batch([
    ...spending,
    build
      .delete(challenges)
      .where(sql`${isWaiting(who, challengeId, now)}${spending.length > 0 ? sql` AND ${isChanged}` : sql``}`)
      .returning({ id: challenges.id }),
    then(isChanged),
    appendLog(context, "challenges.update", "user", sql`${who} AND ${isChanged}`),
  ]);
  if (met[spending.length]?.length !== 1) throw new AppError("user_invalid_token");
}

/** Statements that use the answer up, if it is right; null: it is wrong. */
async function spend(
  context: Context,
  who: SQL,
  challengeId: string,
  challenge: Row,
  otp: string,
  isPending: SQL,
): Promise<readonly Statement[] | null> {
  switch (text(challenge, "factor")) {
    case "totp":
      return spendTotp(context, who, otp, isPending);
    case "recoveryCode":
      return spendRecoveryCode(context, who, otp, isPending);
    default: {
      const sealed = orNull(text, challenge, "code");
      if (sealed === null) return null;
      return isSame(await unseal(context.config, sealedContext(challengeCode, challengeId), sealed), otp) ? [] : null;
    }
  }
}

/** A one-time password is of a step later than the last that was taken. */
async function spendTotp(context: Context, who: SQL, otp: string, isPending: SQL): Promise<Statement[] | null> {
  const totp = await findTotp(context, who);
  const step = totp?.verified ? totpStep(totp.secret, otp, context.now) : null;
  if (totp === null || step === null) return null;
  return [
    build
      .update(authenticators)
      .set({ lastStep: step, updatedAt: context.now })
      .where(sql`${authenticators.seq} = ${totp.seq} AND ${authenticators.lastStep} < ${step} AND ${isPending}`),
  ];
}

async function spendRecoveryCode(context: Context, who: SQL, otp: string, isPending: SQL): Promise<Statement[] | null> {
  const { codes } = await readCodes(context, who);
  // All are compared, so that the time does not tell which.
  const matches = codes.map(({ code }) => isSame(code, otp));
  const code = codes[matches.indexOf(true)];
  if (code === undefined) return null;
  return [build.delete(recoveryCodes).where(sql`${recoveryCodes.seq} = ${code.seq} AND ${isPending}`)];
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
const isSame = (a: string, b: string): boolean => equalDigests(sha256(a), sha256(b));

/** Statements that note a wrong answer: the fifth ends the challenge. */
function noteWrongAnswer(who: SQL, challengeId: string): readonly Statement[] {
  const self = sql`${challenges.id} = ${challengeId} AND ${challenges.userSeq} = ${seqOf(who)}`;
  return [
    build
      .update(challenges)
      .set({ tries: sql`${challenges.tries} + 1` })
      .where(self),
    build.delete(challenges).where(sql`${self} AND ${challenges.tries} >= ${triesMax}`),
  ];
}
