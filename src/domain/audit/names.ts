/**
 * The names of events for webhooks and the activities API (docs/spec/events.md): Appwrite's grammar, from the columns
 * of a log row. `$` stands for the id of the whole, `%` for that of the part. Pure.
 */

import { lazy } from "../../lib/lazy/lazy.ts";

/** Names by the log's name of the event. A row whose operation is in `byOperation` has that name instead. */
const byEvent: ReadonlyMap<string, string> = new Map([
  ["user.create", "users.$.create"],
  ["user.update", "users.$.update"],
  ["user.delete", "users.$.delete"],
  ["user.lock", "users.$.lock"],
  ["users.import", "users.import"],
  ["address.clear", "users.$.update.clear"],
  ["address.detach", "users.$.update.detach"],
  ["session.create", "users.$.sessions.%.create"],
  ["session.update", "users.$.sessions.%.update"],
  ["session.delete", "users.$.sessions.%.delete"],
  ["tokens.create", "users.$.tokens.%.create"],
  ["recovery.create", "users.$.recovery.%.create"],
  ["recovery.update", "users.$.recovery.%.update"],
  ["verification.create", "users.$.verification.%.create"],
  ["verification.update", "users.$.verification.%.update"],
  ["challenge.create", "users.$.challenges.%.create"],
  ["challenges.update", "users.$.challenges.%.update"],
  ["target.create", "users.$.targets.%.create"],
  ["target.update", "users.$.targets.%.update"],
  ["target.delete", "users.$.targets.%.delete"],
  ["identity.create", "users.$.identities.%.create"],
  ["identity.delete", "users.$.identities.%.delete"],
  ["team.create", "teams.$.create"],
  ["team.update", "teams.$.update"],
  ["team.delete", "teams.$.delete"],
  ["membership.create", "teams.$.memberships.%.create"],
  ["membership.update", "teams.$.memberships.%.update"],
  ["membership.delete", "teams.$.memberships.%.delete"],
  ["provider.create", "providers.$.create"],
  ["provider.update", "providers.$.update"],
  ["provider.delete", "providers.$.delete"],
  ["project.key.create", "keys.$.create"],
  ["project.key.update", "keys.$.update"],
  ["project.key.delete", "keys.$.delete"],
  ["webhook.create", "webhooks.$.create"],
  ["webhook.update", "webhooks.$.update"],
  ["webhook.delete", "webhooks.$.delete"],
  ["webhook.test", "webhooks.$.test"],
]);

/** The fields that a `user.update` changes, by the operation that writes it. */
const userUpdates: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "update.email": ["accountUpdateEmail", "usersUpdateEmail"],
    "update.name": ["accountUpdateName", "usersUpdateName"],
    "update.password": ["accountUpdatePassword", "usersUpdatePassword"],
    "update.status": ["accountUpdateStatus", "usersUpdateStatus"],
    "update.prefs": ["accountUpdatePrefs", "usersUpdatePrefs"],
    "update.phone": ["accountUpdatePhone", "usersUpdatePhone"],
    "update.labels": ["usersUpdateLabels"],
    "update.impersonator": ["usersUpdateImpersonator"],
    "update.mfa": [
      "accountUpdateMFA",
      "usersUpdateMfa",
      "accountCreateMfaAuthenticator",
      "accountUpdateMfaAuthenticator",
    ],
    "delete.mfa": ["accountDeleteMfaAuthenticator", "usersDeleteMfaAuthenticator"],
    "create.mfa.recovery-codes": ["accountCreateMfaRecoveryCodes", "usersCreateMfaRecoveryCodes"],
    "update.mfa.recovery-codes": ["accountUpdateMfaRecoveryCodes", "usersUpdateMfaRecoveryCodes"],
  }).flatMap(([detail, operations]) => operations.map((operation) => [operation, `users.$.${detail}`] as const)),
);

/** Names by event and operation, for events whose operation is more specific. */
const byOperation: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ["user.update", userUpdates],
  [
    "verification.update",
    new Map([
      ["usersUpdateEmailVerification", "users.$.update.verification"],
      ["usersUpdatePhoneVerification", "users.$.update.verification"],
    ]),
  ],
  // The log calls the sending of a login token by the sign-in that it is for; no session exists yet.
  [
    "session.create",
    new Map(
      ["accountCreateMagicURLToken", "accountCreateEmailToken", "accountCreatePhoneToken"].map(
        (operation) => [operation, "users.$.tokens.%.create"] as const,
      ),
    ),
  ],
  ["team.update", new Map([["teamsUpdatePrefs", "teams.$.update.prefs"]])],
  ["membership.update", new Map([["teamsUpdateMembershipStatus", "teams.$.memberships.%.update.status"]])],
]);

/** Names that are derived from the log's name of the event: settings of the project. */
const ofProject = ["project.policies.$.update", "project.auth-methods.$.update", "project.oauth2.$.update"];

/** Names of rows that webhooks do not receive (docs/decisions/0022-events.md). */
const untold: ReadonlyMap<string, string> = new Map([["session.fail", "users.$.sessions.fail"]]);

/** Every form that a name of an event can have, each once; `$` and `%` stand for ids. */
export const eventForms: readonly string[] = [
  ...new Set([...byEvent.values(), ...[...byOperation.values()].flatMap((names) => [...names.values()]), ...ofProject]),
];

/** The columns of a log row that describe its event. */
export interface LoggedEvent {
  readonly event: string;
  /** null: the row is older than the column. */
  readonly operation: string | null;
  /** As `<noun>/<id>`. */
  readonly resource: string;
  readonly item: string | null;
}

/** A part of a name; an id is matched by `*` too. */
interface Segment {
  readonly text: string;
  readonly isId: boolean;
}

const isId = (segment: string): boolean => segment === "$" || segment === "%";

/** An id may contain periods, so names are compared by their segments and not by their text. */
function segmentsOf({ event, item, operation, resource }: LoggedEvent): readonly Segment[] {
  // If no user has the requested or tried address, the resource is a token or the address, and the name has `*` for the user.
  const id = /^(?:token|address)\//.test(resource) ? "*" : resource.slice(resource.indexOf("/") + 1);
  const form = byOperation.get(event)?.get(operation ?? "") ?? byEvent.get(event) ?? untold.get(event);
  if (form !== undefined) {
    const texts: Readonly<Record<string, string>> = { $: id, "%": item ?? "*" };
    return form.split(".").map((segment) => ({ text: texts[segment] ?? segment, isId: isId(segment) }));
  }
  // Settings: the log also has the id of the project, which the name leaves out: `project.<kind>.<id>.update`.
  const segments = event.replace(`projects.${id}.`, "project.").split(".");
  return segments.map((text, index) => ({ text, isId: index === 2 }));
}

const join = (segments: readonly Segment[]): string => segments.map(({ text }) => text).join(".");

/** @returns the name, such as `users.42.sessions.7.create` */
export const eventName = (row: LoggedEvent): string => join(segmentsOf(row));

const toForm = (form: string): string => form.replaceAll(/[$%]/g, "*");

/** The name of failed sign-ins, with `*` for the user. */
export const failedSignIn = "users.*.sessions.fail";

/** @returns the name with `*` for its ids, by which events are counted */
export const nameForm = (row: LoggedEvent): string =>
  segmentsOf(row)
    .map(({ isId, text }) => (isId ? "*" : text))
    .join(".");

/** Whether events are counted by this name. */
export const isNameForm = (name: string): boolean =>
  name === failedSignIn || eventForms.some((form) => toForm(form) === name);

/** The part that an event is about, as in its name: `sessions`; null: the whole. */
export function partOf(row: LoggedEvent): string | null {
  const [, , part, item] = segmentsOf(row);
  return part !== undefined && item?.isId === true ? part.text : null;
}

/** The prefixes of a name that a pattern may have: they end with an id or a verb, not with a noun before its id. */
const beginnings = <S>(segments: readonly S[], isAnId: (segment: S) => boolean): readonly (readonly S[])[] =>
  segments
    .map((_, index) => segments.slice(0, segments.length - index))
    .filter((some) => {
      const next = segments[some.length];
      return some.length > 1 && (next === undefined || !isAnId(next));
    });

/**
 * Every pattern that matches an event, most exact first, as Appwrite lists them in a webhook's header.
 * @returns none: webhooks do not receive it
 */
export const patternsOf = (row: LoggedEvent): readonly string[] =>
  untold.has(row.event) ? [] : beginnings(segmentsOf(row), (segment) => segment.isId).flatMap(spellings);

/** A name with each of its ids as it is, and as `*`. */
function spellings([first, ...rest]: readonly Segment[]): readonly string[] {
  if (first === undefined) return [];
  const heads = first.isId && first.text !== "*" ? [first.text, "*"] : [first.text];
  if (rest.length === 0) return heads;
  return heads.flatMap((head) => spellings(rest).map((tail) => `${head}.${tail}`));
}

/** Whether one of the patterns matches an event. @param patterns of the event (`patternsOf`) */
export const matches = (subscribed: readonly string[], patterns: readonly string[]): boolean =>
  patterns.some((pattern) => subscribed.includes("*") || subscribed.includes(pattern));

const anyId = String.raw`(?:\*|[A-Za-z0-9][A-Za-z0-9._-]{0,35})`;

/**
 * The id of a part, which is not a verb: `users.*.sessions.create` lacks the id of the session, and would match
 * nothing.
 */
const partId = String.raw`(?!(?:create|update|delete|fail)(?:\.|$))${anyId}`;

const shapeOf = (segment: string): string => (segment === "%" ? partId : segment === "$" ? anyId : segment);

const shapes = lazy((): readonly RegExp[] =>
  eventForms
    .flatMap((form) => beginnings(form.split("."), isId))
    .map((segments) => new RegExp(`^${segments.map(shapeOf).join(String.raw`\.`)}$`)),
);

/** Whether a pattern can match an event: `*` stands for any id, last parts may be left out, and `*` alone matches all. */
export const isPattern = (pattern: string): boolean => pattern === "*" || shapes().some((shape) => shape.test(pattern));
