/** Maps broken constraints, as D1's error texts name them, to errors of the API. */
import { AppError } from "../errors/app-error.ts";
import type { ErrorType } from "../errors/catalogue.ts";

/** Our unique indexes, and the columns that a guard sets to NULL, by their names in SQLite's messages. */
const constraints = {
  "index 'keys_id'": "keys_id",
  "index 'webhooks_id'": "webhooks_id",
  "index 'providers_id'": "providers_id",
  "index 'targets_id'": "targets_id",
  "index 'teams_id'": "teams_id",
  "index 'users_id'": "users_id",
  "teams.name": "teams_name",
  "memberships.team_seq": "memberships_team_seq",
  "users.id": "users_id",
  "users.email": "users_email",
  "users.phone": "users_phone",
  "targets.provider_type, targets.identifier": "targets_identifier",
  "identities.provider, identities.provider_uid": "identities_provider_uid",
} as const;

export type Constraint = (typeof constraints)[keyof typeof constraints];

const isKnown = (text: string): text is keyof typeof constraints => Object.hasOwn(constraints, text);

function brokenConstraint(error: unknown): Constraint | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, text] = /(?:UNIQUE|NOT NULL) constraint failed: ([^:]+?)(?:: |$)/.exec(error.message) ?? [];
  return text !== undefined && isKnown(text) ? constraints[text] : brokenConstraint(error.cause);
}

/** Whether D1 refused a batch because a statement exceeds its limit of 100,000 bytes. */
export const isTooLong = (error: unknown): boolean =>
  error instanceof Error && (/statement too long/.test(error.message) || isTooLong(error.cause));

/** The errors of broken constraints. */
export type Refusals = Readonly<Partial<Record<Constraint, ErrorType>>>;

/**
 * The error of a batch that failed.
 * @returns an AppError if it broke one of these constraints; otherwise the error unchanged
 */
export function toRefusal(error: unknown, refusals: Refusals): unknown {
  const constraint = brokenConstraint(error);
  const refusal = constraint === undefined ? undefined : refusals[constraint];
  return refusal === undefined ? error : new AppError(refusal, undefined, { cause: error });
}
