/** What happened, by whom and from where: rows of the log or of the activities, in words. */
import { pathTo } from "../page.ts";
import { Empty } from "./empty.tsx";
import { Table } from "./table.tsx";
import { When } from "./time.tsx";

export interface Happening {
  readonly time: string;
  /** As the log or the activities call it. */
  readonly event: string;
  /** `user`, `guest`, or a kind of key. */
  readonly actorType: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly ip: string;
  readonly country: string;
}

const words: Readonly<Record<string, string>> = {
  "user.create": "Account created",
  "user.update": "Account changed",
  "user.delete": "Account deleted",
  "user.lock": "Wrong passwords forgotten",
  create: "Account created",
  update: "Account changed",
  delete: "Account deleted",
  lock: "Wrong passwords forgotten",
  "update.email": "Email changed",
  "update.name": "Name changed",
  "update.password": "Password changed",
  "update.status": "Blocked or unblocked",
  "update.prefs": "Preferences changed",
  "update.phone": "Phone changed",
  "update.labels": "Labels changed",
  "update.mfa": "MFA changed",
  "update.verification": "Verification changed",
  "update.impersonator": "Impersonation changed",
  "update.clear": "Unproven access removed",
  "update.detach": "Address given to its owner",
  "delete.mfa": "Authenticator app removed",
  "create.mfa.recovery-codes": "Recovery codes made",
  "update.mfa.recovery-codes": "Recovery codes made anew",
  "address.clear": "Unproven access removed",
  "address.detach": "Address given to its owner",
  "sessions.create": "Signed in",
  "sessions.update": "Session changed",
  "sessions.delete": "Session ended",
  "tokens.create": "Sign-in link or code asked for",
  "recovery.create": "Recovery asked for",
  "recovery.update": "Password recovered",
  "verification.create": "Verification asked for",
  "verification.update": "Address verified",
  "targets.create": "Target added",
  "targets.update": "Target changed",
  "targets.delete": "Target deleted",
  "identities.create": "Identity added",
  "identities.delete": "Identity deleted",
  "challenges.create": "Second factor asked for",
  "challenges.update": "Second factor given",
  "memberships.create": "Invited to a team",
  "memberships.update": "Membership changed",
  "memberships.delete": "Left a team",
};

const parts = ["session", "token", "target", "identity", "challenge", "membership", "recovery", "verification"];
const plural = (noun: string): string =>
  noun === "identity"
    ? "identities"
    : noun === "recovery" || noun === "verification" || noun.endsWith("s")
      ? noun
      : `${noun}s`;

/** What an event is called; its own name where there is no word for it. Ids in names may contain periods. */
function wordOf(event: string): string {
  if (words[event] !== undefined) return words[event];
  const segments = event.split(".");
  const verb = segments.at(-1) ?? "";
  const noun = segments[0] ?? "";
  if (segments.length === 2 && parts.includes(noun)) return words[`${plural(noun)}.${verb}`] ?? event;
  if (noun !== "users" && noun !== "teams") return event;
  // What follows the id: `update.email`, or a part with its own id and a verb.
  const tail = segments.slice(2).findIndex((_, at) => words[segments.slice(at + 2).join(".")] !== undefined);
  const part = segments.slice(2, -1).find((segment) => parts.some((name) => plural(name) === segment));
  const ofPart = part === undefined ? undefined : words[`${part}.${verb}`];
  if (ofPart !== undefined) return ofPart;
  return noun === "users" && tail >= 0 ? (words[segments.slice(tail + 2).join(".")] ?? event) : event;
}

/** @param self the user whose page it is */
const Who = ({ happening, self }: { happening: Happening; self?: string }) => {
  const { actorId, actorName, actorType } = happening;
  if (actorType === "guest") return <span class="faint">guest</span>;
  if (actorType !== "user") return <span title="API key">{actorName || actorId}</span>;
  if (actorId === self) return <span class="faint">the user</span>;
  return <a href={pathTo("/users/:userId", { userId: actorId })}>{actorName || actorId}</a>;
};

export const History = ({ rows, self }: { rows: readonly Happening[]; self?: string }) =>
  rows.length === 0 ? (
    <Empty title="Nothing has happened yet, or the log is no longer kept." />
  ) : (
    <Table
      caption="What happened"
      rows={rows}
      columns={[
        { name: "When", cell: ({ time }) => <When at={time} /> },
        { name: "What", cell: ({ event }) => <span title={event}>{wordOf(event)}</span> },
        { name: "By", cell: (happening) => <Who happening={happening} {...(self === undefined ? {} : { self })} /> },
        {
          name: "From",
          cell: ({ country, ip }) =>
            [ip, country === "" || country === "--" ? "" : country.toUpperCase()].filter(Boolean).join(", "),
          wide: true,
        },
      ]}
    />
  );
