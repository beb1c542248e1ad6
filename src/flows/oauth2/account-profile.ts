/** Normalizes a provider's profile for accounts (docs/spec/oauth2-sign-in.md#providers). */
import { toEmail } from "../../lib/addresses/email.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";

/** Brings the email into the form that accounts store; an email that no account may have becomes null. */
export function accountProfile({ email, isEmailVerified, ...profile }: Profile): Profile {
  const held = email === null ? null : toEmail(email);
  return { ...profile, email: held, isEmailVerified: held !== null && isEmailVerified };
}
