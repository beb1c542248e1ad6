/** The log: writes rows in the batch of the change that they record, and reads them. */
export { getActivity, listActivities, readActivities } from "./activities.ts";
export { noteFailure, type Tried } from "./failures.ts";
export { eventName, isNameForm, isPattern, matches, partOf, patternsOf } from "./names.ts";
export { listLogs, listOwnLogs } from "./read.ts";
export { personalLogReader, selectPersonalLog } from "./personal.ts";
export { selectUsage, tallyPage, toUsage, usageRanges } from "./tallies.ts";
export {
  type Actor,
  appendLog,
  loggedUser,
  noteAsking,
  noteEvent,
  noteJobEvent,
  userActor,
  userActorBy,
} from "./store.ts";
