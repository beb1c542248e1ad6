/** Messages to users, written directly to the database. */
import { expect } from "vitest";
import { rows } from "./database.ts";

export interface Kept {
  /** The id of an existing user. */
  readonly userId: string;
  readonly type?: "email" | "sms";
  readonly template?: string;
  readonly status?: "processing" | "sent" | "failed";
  /** In milliseconds since the Unix epoch; null: never. */
  readonly deliveredAt?: number | null;
  readonly error?: string | null;
}

/** Stores a message to a user, in any state: pending by default. */
export async function keepMessage(
  id: string,
  { deliveredAt = null, error = null, status = "processing", template = "recovery", type = "email", userId }: Kept,
): Promise<void> {
  const kept = await rows(
    `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, content, tries, next_at, deadline,
       delivered_at, error, expire)
     SELECT ?, 0, 0, seq, ?, ?, ?, 'sealed', 1, 9e15, 9e15, ?, ?, 9e15 FROM users WHERE id = ? RETURNING id`,
    id,
    type,
    template,
    status,
    deliveredAt,
    error,
    userId,
  );
  expect(kept).toEqual([{ id }]);
}
