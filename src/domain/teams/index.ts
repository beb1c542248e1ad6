/** Teams: access, counters and statements. */
export { assertOwned, isOwned, isVisible, owner, requireVisible, selectTeamAccess, toTeamAccess } from "./access.ts";
export { selectTeamsById, toTeamsById } from "./by-id.ts";
export { isTeam } from "./columns.ts";
export { countMembers } from "./counters.ts";
export { deleteTeam, getTeam, insertTeam, listTeams, renameTeam, replacePrefs } from "./store.ts";
