/** A membership: a member of a team, or an invitee (docs/spec/teams.md#models, docs/spec/models.md#membership). */
import { defineModel, fieldsOf, listOf } from "./model.ts";

export interface MembershipRow {
  readonly id: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly teamId: string;
  readonly teamName: string;
  readonly roles: readonly string[];
  readonly invited: number;
  /** null: not confirmed yet. */
  readonly joined: number | null;
  readonly confirm: boolean;
  /** The fields of the member; null: the caller may not see the field, or it has no value. */
  readonly userId: string | null;
  readonly userName: string | null;
  readonly userEmail: string | null;
  readonly userPhone: string | null;
  readonly userAccessedAt: number | null;
  /** Whether MFA is on and the member has a verified factor. */
  readonly mfa: boolean;
}

const { boolean, date, string, strings } = fieldsOf<MembershipRow>();

export const membership = defineModel<MembershipRow>("membership", {
  $id: string((row) => row.id),
  $createdAt: date((row) => row.createdAt),
  $updatedAt: date((row) => row.updatedAt),
  userId: string((row) => row.userId ?? ""),
  userName: string((row) => row.userName ?? ""),
  userEmail: string((row) => row.userEmail ?? ""),
  userPhone: string((row) => row.userPhone ?? "", [1, 9, 2]),
  teamId: string((row) => row.teamId),
  teamName: string((row) => row.teamName),
  invited: date((row) => row.invited),
  joined: date((row) => row.joined),
  confirm: boolean((row) => row.confirm),
  mfa: boolean((row) => row.mfa, [1, 5, 0]),
  userAccessedAt: date((row) => row.userAccessedAt),
  roles: strings((row) => row.roles),
});

export const membershipList = listOf("membershipList", "memberships", membership);
