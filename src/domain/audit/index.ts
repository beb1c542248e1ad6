/** The log: writes rows in the batch of what they record, and reads them. */
export { getActivity, listActivities, readActivities } from "./activities.ts";
export { listLogs, listOwnLogs } from "./read.ts";
export { eventName, isPattern, matches, partOf, patternsOf } from "./names.ts";
export {
  type Actor,
  appendLog,
  loggedSeq,
  noteAsking,
  noteEvent,
  noteJobEvent,
  noteTokenOrigin,
  userActor,
} from "./store.ts";
