/** Users: reads, writes and what must hold for them. */
export { selectUsersBySeq, toUsersBySeq } from "./by-seq.ts";
export { findUser, found, type FoundUser, isAccessDue, isImpersonator, selectFound } from "./callers.ts";
export { changeUser, type UserChange, type UserColumns } from "./change-user.ts";
export { changeOfEmail, changeOfName, changeOfPhone } from "./changes.ts";
export {
  revokeUnprovenAccess,
  endUnprovenSessions,
  isClaimed,
  isClaimedStill,
  type Proof,
  verifiedBy,
} from "./claim.ts";
export { isUser, selectHistory, selectUser, toHistory, toUserRow } from "./columns.ts";
export { fillIn } from "./fill-in.ts";
export { firstPassword, noFirst } from "./first-password.ts";
export { createUser, insertUser } from "./insert-user.ts";
export { newUser } from "./new-user.ts";
export { block, columnsOf, newPassword, noPassword, unblock } from "./out.ts";
export { usersResource } from "./resource.ts";
export { addLabels, adjustTotals, removeLabels } from "./statements.ts";
export { deleteUser, getUser, listUsers } from "./store.ts";
