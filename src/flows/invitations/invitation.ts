/**
 * The secret of an invitation, sent to one address. Its digest covers both, so accepting proves that the address is the
 * invitee's; once the user changes the address, invitations to the old one are void.
 */
import { randomBytes } from "node:crypto";
import type { Config } from "../../domain/context/index.ts";
import { withParameters } from "../../lib/addresses/url.ts";
import { deriveKey } from "../../lib/crypto/derive.ts";
import { equalDigests, fromHex, hmac, toHex } from "../../lib/crypto/digest.ts";
import { compose } from "../../lib/delivery/texts/index.ts";

/** Random bytes of a secret (docs/spec/account.md#tokens). */
const secretBytes = 128;

/** The address that an invitation is sent to. */
export interface Address {
  readonly type: "email" | "sms";
  readonly value: string;
}

export const newSecret = (): string => toHex(randomBytes(secretBytes));

const digestWith = (secretKey: Uint8Array, { type, value }: Address, secret: string): string =>
  hmac(deriveKey(secretKey, "invitations"), JSON.stringify([type, value, secret]));

/** The digest of an invitation in D1. */
export const digestOf = ({ secretKeys: [current] }: Config, address: Address, secret: string): string =>
  digestWith(current, address, secret);

/** Whether a digest is of this secret, sent to this address, under the current key or the previous one. */
export const isDigestOf = ({ secretKeys }: Config, digest: string, address: Address, secret: string): boolean =>
  secretKeys.some((secretKey) => equalDigests(fromHex(digest), fromHex(digestWith(secretKey, address, secret))));

/** The values in an invitation's message. */
interface Facts {
  readonly project: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly membershipId: string;
  readonly invitee: { readonly id: string; readonly name: string };
  readonly inviter: string;
  readonly secret: string;
  /** The address of the link. */
  readonly url: string;
}

/** The link of an invitation. Text messages omit the team's name: it is the inviter's text, and the recipient may be a stranger. */
function linkOf(type: Address["type"], { invitee, membershipId, secret, team, url }: Facts): string {
  const named = type === "email" ? { teamName: team.name } : {};
  return withParameters(url, { membershipId, userId: invitee.id, secret, teamId: team.id, ...named });
}

/** Composes the message of an invitation. */
export function composeInvitation({ type, value: to }: Address, facts: Facts, locale: string | undefined) {
  const { invitee, inviter, project, team } = facts;
  const values = { project, to, url: linkOf(type, facts) };
  return type === "email"
    ? compose("invitation", { ...values, team: team.name, name: invitee.name, inviter }, locale)
    : compose("phone-invitation", values, locale);
}
