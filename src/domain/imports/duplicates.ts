/** Finds rows of a chunk that repeat a unique value of an earlier row. Pure. */
import type { RowOutcome } from "../../models/import.ts";
import type { Candidate, ImportedUser } from "./row.ts";

/** A value of a row that only one user can have: the field, and a key that is unique among such values. */
type Claim = readonly [parameter: string, key: string];

/** The unique values of a row. An address and a target of its type are the same thing. */
function claimsOf(id: string, user: ImportedUser): readonly Claim[] {
  const claims: Claim[] = [["$id", `id:${id.toLowerCase()}`]];
  if (user.email !== null) claims.push(["email", `email:${user.email}`]);
  if (user.phone !== null) claims.push(["phone", `sms:${user.phone}`]);
  for (const target of user.targets) {
    claims.push(["targets", `${target.providerType}:${target.identifier}`]);
    if (target.id !== null) claims.push(["targets", `target:${target.id.toLowerCase()}`]);
  }
  for (const { provider, providerUid } of user.identities) claims.push(["identities", `${provider}/${providerUid}`]);
  return claims;
}

/**
 * Splits the candidates: of rows with the same unique value, only the first is imported.
 * @returns the candidates without duplicates, and an outcome for each duplicate
 */
export function splitDuplicates(candidates: readonly Candidate[]): {
  readonly unique: readonly Candidate[];
  readonly duplicates: readonly RowOutcome[];
} {
  const owners = new Map<string, number>();
  const unique: Candidate[] = [];
  const duplicates: RowOutcome[] = [];
  for (const candidate of candidates) {
    const { id, row, user } = candidate;
    const claims = claimsOf(id, user);
    const [parameter, key] = claims.find(([, key]) => owners.has(key)) ?? [];
    const of = key === undefined ? undefined : owners.get(key);
    if (parameter === undefined || of === undefined) {
      for (const [, key] of claims) owners.set(key, row);
      unique.push(candidate);
    } else {
      const message = `Row ${of} has the same \`${parameter}\`: leave one of the two out.`;
      duplicates.push({ row, outcome: "duplicate", id, parameter, of, message });
    }
  }
  return { unique, duplicates };
}
