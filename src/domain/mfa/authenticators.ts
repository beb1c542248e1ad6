/** Authenticators: apps that show a user one-time passwords. `who` picks a row of users, or none. */
import { AppError } from "../../errors/app-error.ts";
import { seal } from "../../lib/crypto/box.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { newTotpSecret, totpStep } from "../../lib/crypto/otp.ts";
import { and, build, eq, insertFrom, type SQL, sql, type Statement, type Where, where } from "../../lib/sql/index.ts";
import type { Batch } from "../../storage/batch.ts";
import { isChanged } from "../../storage/db.ts";
import { boolean, integer, reader, text } from "../../storage/reader.ts";
import { authenticators, users } from "../../storage/schema/index.ts";
import { authenticatorSecret, sealedContext } from "../../storage/sealed.ts";
import { seqOf } from "../../storage/user-key.ts";
import { appendLog } from "../audit/index.ts";
import type { Context } from "../context/index.ts";
import { removeCodesWithLast } from "./recovery-codes.ts";
import { unseal } from "./unseal.ts";

/** The app of the user. */
const isTotpOf = (who: Where<"users">): Where<"authenticators"> =>
  where(authenticators)`${authenticators.userSeq} = ${seqOf(who)} AND ${authenticators.type} = 'totp'`;

/** An app that shows a user one-time passwords. */
interface Authenticator {
  readonly seq: number;
  readonly verified: boolean;
  readonly secret: string;
  /** The step of the last accepted password. */
  readonly lastStep: number;
}

const totp = reader({
  seq: integer(authenticators.seq),
  id: text(authenticators.id),
  secret: text(authenticators.secret),
  verified: boolean(authenticators.verified),
  lastStep: integer(authenticators.lastStep),
});

/** The user's app; null: none. */
async function findTotp({ config, db }: Context, who: Where<"users">): Promise<Authenticator | null> {
  const { row } = await db.run(sql`SELECT ${totp.columns} FROM ${authenticators} WHERE ${isTotpOf(who)}`);
  if (row === undefined) return null;
  const { id, secret, ...found } = totp.read(row);
  return { ...found, secret: await unseal(config, authenticatorSecret, id, secret) };
}

/**
 * Gives the user a new secret for an app, replacing one that was never verified. For the first batch of a request.
 * @returns the secret, in base32
 * @throws AppError `user_not_found`, `user_authenticator_already_verified`
 */
export async function createTotp(context: Context, who: Where<"users">): Promise<string> {
  const { config, db, now } = context;
  const [id, secret] = [generateId(now), newTotpSecret()];
  const sealed = await seal(config.secretKeys, sealedContext(authenticatorSecret, id), secret);
  const batch = db.batch();
  const user = batch.add(sql`SELECT 1 FROM ${users} WHERE ${who}`);
  const self = batch.within((isWithin) => where(users)`${who} AND ${isWithin}`);
  batch.add(build.delete(authenticators).where(sql`${isTotpOf(self)} AND ${authenticators.verified} = 0`));
  const inserted = batch.add(
    insertFrom(
      authenticators,
      {
        id,
        createdAt: now,
        updatedAt: now,
        userSeq: users.seq,
        type: "totp",
        secret: sealed,
        verified: false,
        lastStep: 0,
      },
      sql`FROM ${users} WHERE ${self}`,
    )
      .onConflictDoNothing({ target: [authenticators.userSeq, authenticators.type] })
      .returning({ id: authenticators.id }),
  );
  batch.add(appendLog(context, "user.update", "user", where(users)`${who} AND ${isChanged}`));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (inserted.rows.length === 0) throw new AppError("user_authenticator_already_verified");
  return secret;
}

/**
 * Verifies the user's app with its first one-time password.
 * @param then adds further statements, if the password is accepted
 * @throws AppError `user_authenticator_not_found`, `user_authenticator_already_verified`, `user_invalid_token`
 */
export async function verifyTotp(
  context: Context,
  who: Where<"users">,
  otp: string,
  then: (batch: Batch, isTaken: SQL) => void,
): Promise<void> {
  const { db, now } = context;
  const totp = await findTotp(context, who);
  if (totp === null) throw new AppError("user_authenticator_not_found");
  if (totp.verified) throw new AppError("user_authenticator_already_verified");
  const step = totpStep(totp.secret, otp, now);
  if (step === null) throw new AppError("user_invalid_token");
  const batch = db.batch();
  const taken = batch.add(
    build
      .update(authenticators)
      .set({ verified: true, lastStep: step, updatedAt: now })
      .where(and(eq(authenticators.seq, totp.seq), eq(authenticators.verified, false)))
      .returning({ id: authenticators.id }),
  );
  // The log row comes first: the app is verified even if the session of `then` has ended.
  batch.add(appendLog(context, "user.update", "user", where(users)`${who} AND ${isChanged}`));
  then(batch, isChanged);
  await batch.run();
  if (taken.rows.length === 0) throw new AppError("user_authenticator_already_verified");
}

/**
 * Removes the user's app, verified or not. The recovery codes are removed with the last verified factor.
 * @throws AppError `user_not_found`, `user_authenticator_not_found`
 */
export async function deleteTotp(context: Context, who: Where<"users">): Promise<void> {
  const { db } = context;
  const batch = db.batch();
  const user = batch.add(sql`SELECT ${users.seq} AS "seq" FROM ${users} WHERE ${who}`);
  batch.add(removeCodesWithLast(who, "totp"));
  const deleted = batch.add(build.delete(authenticators).where(isTotpOf(who)).returning({ id: authenticators.id }));
  batch.add(appendLog(context, "user.update", "user", where(users)`${who} AND ${isChanged}`));
  await batch.run();
  if (user.row === undefined) throw new AppError("user_not_found");
  if (deleted.rows.length === 0) throw new AppError("user_authenticator_not_found");
}

/** A statement that removes the user's app, if there is one. */
export const removeTotp = (self: Where<"users">): Statement => build.delete(authenticators).where(isTotpOf(self));

/**
 * Checks a one-time password of the user's verified app.
 * @param isPending the condition under which it is used up
 * @returns statements that use it up, if its step is later than the last accepted one; null: it is wrong or
 *   used, or the user has no verified app
 */
export async function spendTotp(
  context: Context,
  who: Where<"users">,
  otp: string,
  isPending: SQL,
): Promise<readonly Statement[] | null> {
  const { now } = context;
  const totp = await findTotp(context, who);
  const step = totp?.verified ? totpStep(totp.secret, otp, now) : null;
  if (totp === null || step === null || step <= totp.lastStep) return null;
  return [
    build
      .update(authenticators)
      .set({ lastStep: step, updatedAt: now })
      .where(sql`${authenticators.seq} = ${totp.seq} AND ${authenticators.lastStep} < ${step} AND ${isPending}`),
  ];
}
