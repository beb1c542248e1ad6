/** Users: reads, writes and their rules. */
export { selectUsersBySeq, toUsersBySeq } from "./by-seq.ts";
export {
  type AddressHolder,
  type AddressKind,
  addressColumns,
  type Holding,
  holdingField,
  holdingOf,
  isKnown,
  otherKind,
  stillHolds,
  verifiedBy,
} from "./addresses.ts";
export {
  findUser,
  readAccount,
  type AccountRecord,
  isAccessDue,
  isImpersonator,
  noteAccess,
  selectAccount,
} from "./callers.ts";
export { applyChange, changeUser, type UserChange, type UserColumns } from "./change-user.ts";
export { changeOfEmail, changeOfLabels, changeOfName, changeOfPhone, changeOfVerification } from "./changes.ts";
export { clearAccount, endClearedSessions } from "./clear.ts";
export {
  isHashOptions,
  isMarked,
  isUser,
  selectHistory,
  selectHistoryBy,
  selectUser,
  toHistory,
  toUserRow,
} from "./columns.ts";
export { detachAddress } from "./detach.ts";
export { fillIn } from "./fill-in.ts";
export { firstPassword, noFirst } from "./first-password.ts";
export { type CreatedUser, createUser, insertUser, isFull, mayCreate } from "./insert-user.ts";
export { newUser } from "./new-user.ts";
export { block, columnsOf, newPassword, noPassword, storedElsewhere, unblock } from "./access.ts";
export { usersResource } from "./resource.ts";
export { addLabels, adjustTotals, selectUserTotal, toUserTotal } from "./statements.ts";
export { deleteLocks, getLocks } from "./locks.ts";
export { deleteUser, getUser, listUsers } from "./store.ts";
