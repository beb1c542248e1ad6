/**
 * The part of a sign-in with a provider that concerns the email, for an existing user
 * (docs/decisions/0010-addresses.md).
 */
import { isUser, stillHolds } from "../../domain/users/index.ts";
import { type Where, where } from "../../lib/sql/index.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";
import { users } from "../../storage/schema/index.ts";
import type { Existing, Resolved } from "./resolve.ts";

interface EmailPlan {
  /** The email that the user gets or has proved; null: nothing changes. */
  readonly email: string | null;
  /** The account that the email is detached from. */
  readonly from: Resolved["holder"];
  /** A further condition on the user. */
  readonly still: Where<"users">;
}

/**
 * Plans the change of the user's email. An email stays with another account that has proved it or that a key vouches for. It
 * also stays there if the provider does not vouch for it.
 */
export function planEmail({ found }: Existing, holder: Resolved["holder"], profile: Profile): EmailPlan {
  const { email, isEmailVerified } = profile;
  if (email === null) return { email: null, from: null, still: where(users)`1` };
  if (found.user.email === email) return { email, from: null, still: where(users)`${users.email} = ${email}` };
  const hasNone = found.user.email === null;
  const isFree = holder === null;
  const isDetached = holder !== null && isEmailVerified && isUnproven(holder);
  if (!hasNone || !(isFree || isDetached)) return { email: null, from: null, still: where(users)`1` };
  const lacks = where(users)`${users.email} IS NULL`;
  if (holder === null) return { email, from: null, still: lacks };
  const { holdings, seq } = holder;
  const held = where(
    users,
  )`EXISTS (SELECT 1 FROM ${users} WHERE ${isUser(seq)} AND ${stillHolds("email", email, holdings.email)})`;
  return { email, from: holder, still: where(users)`${lacks} AND ${held}` };
}

const isUnproven = ({ holdings }: NonNullable<Resolved["holder"]>): boolean =>
  holdings.email === "unproven" || holdings.email === "anchored";
