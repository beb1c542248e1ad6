/** The methods of `users` about targets, with their own user. */
import { invalid, type Refusal } from "../harness/refusal.ts";
import type { Call } from "./call.ts";
import { nothing, target, user } from "./expected.ts";

const userId = "reachable";
const targetId = "phone";

const notFound: Refusal = { code: 404, type: "user_target_not_found" };
const userNotFound: Refusal = { code: 404, type: "user_not_found" };

const device = (fields: object = {}) =>
  target(userId, "push", "device-token", { $id: targetId, name: "Phone", ...fields });
const mail = target(userId, "email", "second@psg.fr");

export const targetCalls: readonly Call[] = [
  {
    method: "create",
    does: "makes a user without targets",
    call: (users) => users.create({ userId }),
    gives: (sdk) => user(sdk, { $id: userId }),
  },
  {
    method: "listTargets",
    does: "gives an empty page where there is none",
    call: (users) => users.listTargets({ userId }),
    gives: () => ({ total: 0, targets: [] }),
  },
  {
    method: "createTarget",
    does: "adds a device",
    call: (users) =>
      users.createTarget({ userId, targetId, providerType: "push", identifier: "device-token", name: "Phone" }),
    gives: () => device(),
  },
  {
    method: "createTarget",
    does: "adds an address, with an id for `unique()`",
    call: (users) =>
      users.createTarget({
        userId,
        targetId: "unique()",
        providerType: "email",
        identifier: "second@psg.fr",
      }),
    gives: () => mail,
  },
  {
    method: "createTarget",
    does: "refuses an identifier that is taken",
    call: (users) =>
      users.createTarget({ userId, targetId: "unique()", providerType: "push", identifier: "device-token" }),
    refuses: { code: 409, type: "user_target_already_exists" },
  },
  {
    method: "createTarget",
    does: "refuses an invalid address",
    call: (users) => users.createTarget({ userId, targetId: "unique()", providerType: "email", identifier: "second" }),
    refuses: { code: 400, type: "general_invalid_email" },
  },
  {
    method: "createTarget",
    does: "refuses an unknown kind",
    call: (users) => users.createTarget({ userId, targetId: "unique()", providerType: "fax", identifier: "1" }),
    refuses: invalid("providerType"),
  },
  {
    method: "listTargets",
    does: "gives them, oldest first",
    call: (users) => users.listTargets({ userId }),
    gives: () => ({ total: 2, targets: [device(), mail] }),
  },
  {
    method: "listTargets",
    does: "takes queries",
    call: (users, query) => users.listTargets({ userId, queries: [query.equal("providerType", "email")] }),
    gives: () => ({ total: 1, targets: [mail] }),
  },
  {
    method: "listTargets",
    does: "omits the total on request",
    since: 20,
    call: (users, query) => users.listTargets({ userId, queries: [query.limit(1)], total: false }),
    gives: () => ({ total: 0, targets: [device()] }),
  },
  {
    method: "listTargets",
    does: "refuses an absent user",
    call: (users) => users.listTargets({ userId: "absent" }),
    refuses: userNotFound,
  },
  {
    method: "getTarget",
    does: "gives one",
    call: (users) => users.getTarget({ userId, targetId }),
    gives: () => device(),
  },
  {
    method: "getTarget",
    does: "refuses one of another user",
    call: (users) => users.getTarget({ userId: "bare", targetId }),
    refuses: notFound,
  },
  {
    method: "updateTarget",
    does: "changes the name and leaves the rest",
    call: (users) => users.updateTarget({ userId, targetId, name: "Tablet" }),
    gives: () => device({ name: "Tablet" }),
  },
  {
    method: "updateTarget",
    does: "changes the identifier",
    call: (users) => users.updateTarget({ userId, targetId, identifier: "another-token" }),
    gives: () => device({ name: "Tablet", identifier: "another-token" }),
  },
  {
    method: "updateTarget",
    does: "refuses an absent provider",
    call: (users) => users.updateTarget({ userId, targetId, providerId: "absent" }),
    refuses: { code: 404, type: "provider_not_found" },
  },
  {
    method: "deleteTarget",
    does: "deletes",
    call: (users) => users.deleteTarget({ userId, targetId }),
    gives: () => nothing,
  },
  {
    method: "deleteTarget",
    does: "refuses a deleted one",
    call: (users) => users.deleteTarget({ userId, targetId }),
    refuses: notFound,
  },
];
