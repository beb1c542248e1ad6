/** Memberships of users in teams. */
export { named, selectMembershipParts, toMembershipRow, viewOfChanged } from "./columns.ts";
export { insertMembership, isMarked, isMembership, type NewMembership, selectMembership } from "./statements.ts";
export {
  deleteMembership,
  getMembership,
  listMembers,
  listMemberships,
  ofThatTeam,
  replaceRoles,
  writeFounder,
} from "./store.ts";
