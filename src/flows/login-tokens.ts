/** The tokens that sign in, and what each of them buys (docs/spec/account.md#sign-in-with-a-token). */
import type { SessionInput } from "../domain/sessions/index.ts";
import type { TokenType } from "../domain/tokens/index.ts";
import type { AddressKind } from "../domain/users/index.ts";

export const loginTypes = ["generic", "magic-url", "email", "phone", "oauth2"] as const satisfies readonly TokenType[];

/** The result of redeeming a token. */
export interface Purchase {
  /** Left out: the session gets the provider's tokens of the token's identity. */
  readonly session?: SessionInput;
  /** The kind of address that the secret of the token proves. */
  readonly proof?: AddressKind;
  /** Skip the alert: the user already got an email. */
  readonly isMailed?: true;
}

const begins = (provider: string, factor: string): SessionInput => ({ provider, providerUid: "", factors: [factor] });

export const purchases: Readonly<Record<(typeof loginTypes)[number], Purchase>> = {
  generic: { session: begins("token", "token") },
  "magic-url": { session: begins("magic-url", "email"), proof: "email", isMailed: true },
  email: { session: begins("token", "email"), proof: "email", isMailed: true },
  phone: { session: begins("phone", "phone"), proof: "phone" },
  oauth2: {},
};
