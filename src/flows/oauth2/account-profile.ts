/** A provider's profile as accounts have one (docs/spec/oauth2-sign-in.md#providers). */
import { toEmail } from "../../lib/addresses/email.ts";
import type { Profile } from "../../lib/oauth2/provider.ts";

/** A profile whose email is an account's; what no account may have counts as none. */
export function accountProfile({ email, isEmailVerified, ...profile }: Profile): Profile {
  const held = email === null ? null : toEmail(email);
  return { ...profile, email: held, isEmailVerified: held !== null && isEmailVerified };
}
