/** Parts of users and teams as deliveries show them: with Appwrite's models, and nothing that is secret. */
import { selectIdentityParts, toIdentityPart } from "../../domain/identities/index.ts";
import { selectMembershipParts, toMembershipRow } from "../../domain/memberships/index.ts";
import { selectChallengeParts, toChallengePart } from "../../domain/mfa/index.ts";
import { selectSessionParts, toStoredSession } from "../../domain/sessions/index.ts";
import { ownTarget, selectTargetParts } from "../../domain/targets/index.ts";
import { selectTokenParts, toTokenPart } from "../../domain/tokens/index.ts";
import type { DueEvent } from "../../domain/webhooks/index.ts";
import { placeOf } from "../../lib/devices/place.ts";
import type { SQL } from "../../lib/sql/index.ts";
import { identity } from "../../models/identity.ts";
import { membership } from "../../models/membership.ts";
import { mfaChallenge } from "../../models/mfa.ts";
import { session } from "../../models/session.ts";
import { target } from "../../models/target.ts";
import { token } from "../../models/token.ts";
import type { PartKey } from "../../storage/part.ts";
import type { Row } from "../../storage/row.ts";

/** How a kind of part is read and shown. */
interface PartKind {
  readonly select: (keys: readonly PartKey[]) => SQL;
  /** @param userId the id of the part's user */
  readonly show: (row: Row, userId: string, event: DueEvent) => unknown;
}

const tokens: PartKind = {
  select: selectTokenParts,
  show: (row, userId) => token.render({ ...toTokenPart(row), userId }, undefined),
};

/** The kinds of parts, by their names in events. */
export const partKinds: ReadonlyMap<string, PartKind> = new Map<string, PartKind>([
  [
    "sessions",
    {
      select: selectSessionParts,
      show(row, userId, { country, event, ip, userAgent }) {
        const { providerTokens: _sealed, ...stored } = toStoredSession(row);
        // KV may not have the session's origin yet; the event of its creation carries it.
        const place = placeOf(event === "session.create" ? { country, ip, userAgent } : undefined, undefined);
        return session.render({ ...stored, userId, place, current: false, secret: "", provided: null }, undefined);
      },
    },
  ],
  [
    "targets",
    {
      select: selectTargetParts,
      show: (row, userId) => target.render({ ...ownTarget.read(row), userId }, undefined),
    },
  ],
  ["identities", { select: selectIdentityParts, show: (row) => identity.render(toIdentityPart(row), undefined) }],
  ["memberships", { select: selectMembershipParts, show: (row) => membership.render(toMembershipRow(row), undefined) }],
  [
    "challenges",
    {
      select: selectChallengeParts,
      show: (row, userId) => mfaChallenge.render({ ...toChallengePart(row), userId }, undefined),
    },
  ],
  ["tokens", tokens],
  ["recovery", tokens],
  ["verification", tokens],
]);
