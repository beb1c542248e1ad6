/** Events in words, by the name of the event (docs/spec/events.md). Pure. */
import { lazy } from "../../lib/lazy/lazy.ts";

/** Words by the event's name in the activities, with `*` for ids, which may contain periods. */
const byName: Readonly<Record<string, string>> = {
  "users.*.create": "Account created",
  "users.*.update": "Account changed",
  "users.*.delete": "Account deleted",
  "users.*.lock": "Wrong passwords forgotten",
  "users.import": "Users imported",
  "users.*.update.email": "Email changed",
  "users.*.update.name": "Name changed",
  "users.*.update.password": "Password changed",
  "users.*.update.status": "Blocked or unblocked",
  "users.*.update.prefs": "Preferences changed",
  "users.*.update.phone": "Phone changed",
  "users.*.update.labels": "Labels changed",
  "users.*.update.mfa": "MFA changed",
  "users.*.update.verification": "Verification changed",
  "users.*.update.impersonator": "Impersonation changed",
  "users.*.update.clear": "Unproven access removed",
  "users.*.update.detach": "Address given to its owner",
  "users.*.delete.mfa": "Authenticator app removed",
  "users.*.create.mfa.recovery-codes": "Recovery codes made",
  "users.*.update.mfa.recovery-codes": "Recovery codes replaced",
  "users.*.sessions.*.create": "Signed in",
  "users.*.sessions.*.update": "Session changed",
  "users.*.sessions.*.delete": "Session ended",
  "users.*.sessions.fail": "Sign-in failed",
  "users.*.tokens.*.create": "Sign-in link or code asked for",
  "users.*.recovery.*.create": "Recovery asked for",
  "users.*.recovery.*.update": "Password recovered",
  "users.*.verification.*.create": "Verification asked for",
  "users.*.verification.*.update": "Address verified",
  "users.*.targets.*.create": "Target added",
  "users.*.targets.*.update": "Target changed",
  "users.*.targets.*.delete": "Target deleted",
  "users.*.identities.*.create": "Identity added",
  "users.*.identities.*.delete": "Identity deleted",
  "users.*.challenges.*.create": "Second factor asked for",
  "users.*.challenges.*.update": "Second factor given",
  "teams.*.create": "Team created",
  "teams.*.update": "Team renamed",
  "teams.*.update.prefs": "Team preferences changed",
  "teams.*.delete": "Team deleted",
  "teams.*.memberships.*.create": "Invited or added to a team",
  "teams.*.memberships.*.update": "Roles changed",
  "teams.*.memberships.*.update.status": "Invitation accepted",
  "teams.*.memberships.*.delete": "Left a team",
  "providers.*.create": "Messaging provider created",
  "providers.*.update": "Messaging provider changed",
  "providers.*.delete": "Messaging provider deleted",
  "keys.*.create": "Key created",
  "keys.*.update": "Key changed",
  "keys.*.delete": "Key revoked",
  "webhooks.*.create": "Webhook created",
  "webhooks.*.update": "Webhook changed",
  "webhooks.*.delete": "Webhook deleted",
  "webhooks.*.test": "Webhook tested",
  "project.policies.*.update": "Policy changed",
  "project.auth-methods.*.update": "Sign-in method changed",
  "project.oauth2.*.update": "OAuth2 provider changed",
};

/** Words by the event's name in the log of a user: a kind of part and a verb. */
const byLog: Readonly<Record<string, string>> = {
  "address.clear": "Unproven access removed",
  "address.detach": "Address given to its owner",
};

const segmentsOf = (name: string): number => name.split(".").length;

/** Longer names first: `*` also matches periods, so the name of a user's event would match the event of a session. */
const patterns = lazy(() =>
  Object.entries(byName)
    .toSorted(([a], [b]) => segmentsOf(b) - segmentsOf(a))
    .map(([name, words]) => ({ pattern: new RegExp(`^${name.replaceAll(".", "\\.").replaceAll("*", ".+")}$`), words })),
);

/** Converts a name of the log to the name in the activities: `session.create` is `users.*.sessions.*.create`. */
function toActivity(event: string): string {
  const [noun = "", verb = ""] = event.split(".");
  if (noun === "user") return `users.*.${verb}`;
  if (noun === "session" && verb === "fail") return "users.*.sessions.fail";
  const part = noun === "identity" ? "identities" : noun;
  const parts = byName[`users.*.${part}.*.${verb}`] === undefined ? `${part}s` : part;
  const owner = noun === "membership" ? "teams" : "users";
  return `${owner}.*.${parts}.*.${verb}`;
}

/** @returns words for an event of the activities or of a user's log; the name itself if there are none */
export function wordsOf(event: string): string {
  if (segmentsOf(event) === 2 && byName[event] === undefined) return byLog[event] ?? byName[toActivity(event)] ?? event;
  return patterns().find(({ pattern }) => pattern.test(event))?.words ?? event;
}
