/** Teams: access, counters and statements. */
export {
  assertOwned,
  countMembers,
  deleteTeam,
  getTeam,
  insertTeam,
  isOwned,
  isTeam,
  isVisible,
  listTeams,
  owner,
  renameTeam,
  replacePrefs,
  seenAs,
  selectStanding,
  toStanding,
} from "./store.ts";
