/** Recovery codes: each replaces another factor once. `who` and `self` pick a row of users, or none. */
import { randomBytes } from "node:crypto";
import { AppError } from "../../errors/app-error.ts";
import { seal } from "../../lib/crypto/box.ts";
import { isSameText, toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { build, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import { isChanged } from "../../storage/db.ts";
import { integer, reader, text } from "../../storage/reader.ts";
import { recoveryCodes, users } from "../../storage/schema/index.ts";
import { recoveryCode, sealedContext } from "../../storage/sealed.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { unsealShown } from "../lists/index.ts";
import { isLast } from "./verified.ts";

/** The number of new codes of a user, and the hex digits of each (docs/spec/users.md#mfa). */
const codesPerUser = 6;
const codeDigits = 10;

/** Whether a row of users has recovery codes. */
export const hasRecoveryCodes: Where<"users"> = where(users)`EXISTS (SELECT 1 FROM ${recoveryCodes}
  WHERE ${recoveryCodes.userSeq} = ${users.seq})`;

const isCodeOf = (who: Where<"users">): Where<"recovery_codes"> =>
  where(recoveryCodes)`${recoveryCodes.userSeq} = ${seqOf(who)}`;

interface RecoveryCode {
  readonly seq: number;
  /** null: it cannot be opened, so it cannot be used. */
  readonly code: string | null;
}

const sealedCode = reader({
  seq: integer(recoveryCodes.seq),
  id: text(recoveryCodes.id),
  code: text(recoveryCodes.code),
});

async function readCodes(
  { config, db }: Context,
  who: Where<"users">,
): Promise<{ exists: boolean; codes: RecoveryCode[] }> {
  const batch = db.batch();
  const user = batch.add(sql`SELECT 1 FROM ${users} WHERE ${who}`);
  const stored = batch.add(
    sql`SELECT ${sealedCode.columns} FROM ${recoveryCodes} WHERE ${isCodeOf(who)} ORDER BY ${recoveryCodes.seq}`,
  );
  await batch.run();
  const codes = stored.rows.map(sealedCode.read).map(async ({ code, id, seq }) => ({
    seq,
    code: await unsealShown(config, recoveryCode, id, code),
  }));
  const opened = await Promise.all(codes);
  // A code that cannot be opened does not affect the others. If none can be opened, SECRET_KEY is the wrong one.
  if (opened.length > 0 && opened.every(({ code }) => code === null))
    throw new Error("No recovery code can be opened.");
  return { exists: user.row !== undefined, codes: opened };
}

/** @throws AppError `user_not_found`, `user_recovery_codes_not_found` */
export async function getRecoveryCodes(context: Context, who: Where<"users">): Promise<readonly string[]> {
  const { codes, exists } = await readCodes(context, who);
  if (!exists) throw new AppError("user_not_found");
  if (codes.length === 0) throw new AppError("user_recovery_codes_not_found");
  return codes.flatMap(({ code }) => code ?? []);
}

/** New codes, and a statement that gives them to the user that `self` picks. */
async function newCodes({ config, now }: Context, self: Where<"users">) {
  const codes = Array.from({ length: codesPerUser }, () => toHex(randomBytes(codeDigits / 2)));
  const rows = await Promise.all(
    codes.map(async (code) => {
      const id = generateId(now);
      return { id, code: await seal(config.secretKeys, sealedContext(recoveryCode, id), code) };
    }),
  );
  const insert = insertFrom(
    recoveryCodes,
    { id: sql`new.value ->> 'id'`, userSeq: users.seq, code: sql`new.value ->> 'code'` },
    sql`FROM ${users}, json_each(${JSON.stringify(rows)}) AS new WHERE ${self}`,
  ).returning({ id: recoveryCodes.id });
  return { codes, insert };
}

/**
 * Gives the user recovery codes.
 * @throws AppError `user_not_found`, `user_recovery_codes_already_exists`
 */
export async function createRecoveryCodes(context: Context, who: Where<"users">): Promise<readonly string[]> {
  const { codes, insert } = await newCodes(context, where(users)`${who} AND NOT ${hasRecoveryCodes}`);
  const batch = context.db.batch();
  const user = batch.add(sql`SELECT 1 FROM ${users} WHERE ${who}`);
  const inserted = batch.add(insert);
  batch.add(appendLog(context, "user.update", "user", where(users)`${who} AND ${isChanged}`));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (inserted.rows.length === 0) throw new AppError("user_recovery_codes_already_exists");
  return codes;
}

/**
 * Replaces the user's recovery codes. For the first batch of a request.
 * @throws AppError `user_not_found`, `user_recovery_codes_not_found`
 */
export async function replaceRecoveryCodes(context: Context, who: Where<"users">): Promise<readonly string[]> {
  const { codes, insert } = await newCodes(context, where(users)`${who} AND ${isChanged}`);
  const batch = context.db.batch();
  const user = batch.add(sql`SELECT 1 FROM ${users} WHERE ${who}`);
  // The later statements depend on the rows that this one removes.
  batch.add(removeRecoveryCodes(batch.within((isWithin) => where(users)`${who} AND ${isWithin}`)));
  const inserted = batch.add(insert);
  batch.add(appendLog(context, "user.update", "user", where(users)`${who} AND ${isChanged}`));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (inserted.rows.length === 0) throw new AppError("user_recovery_codes_not_found");
  return codes;
}

/** A statement that removes the user's recovery codes. */
export const removeRecoveryCodes = (self: Where<"users">): Statement =>
  build.delete(recoveryCodes).where(isCodeOf(self));

/**
 * A statement that removes the user's recovery codes if the factor is their last verified one. It must come before the
 * removal of the factor: recovery codes must not stay valid for the next enrolment.
 */
export const removeCodesWithLast = (self: Where<"users">, factor: "totp" | "email" | "phone"): Statement =>
  removeRecoveryCodes(where(users)`${self} AND ${isLast(factor)}`);

/**
 * Checks a recovery code, in any case.
 * @param isPending the condition under which it is used up
 * @returns statements that use it up; null: the user has no such code
 */
export async function spendRecoveryCode(
  context: Context,
  who: Where<"users">,
  otp: string,
  isPending: SQL,
): Promise<readonly Statement[] | null> {
  const { codes } = await readCodes(context, who);
  // All codes are compared, so that the time does not reveal a match.
  const matches = codes.map(({ code }) => code !== null && isSameText(code, otp.toLowerCase()));
  const code = codes[matches.indexOf(true)];
  if (code === undefined) return null;
  return [build.delete(recoveryCodes).where(sql`${recoveryCodes.seq} = ${code.seq} AND ${isPending}`)];
}
