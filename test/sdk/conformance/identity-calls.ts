/** The methods of `users` about identities, with their own user. */
import { invalid } from "../harness/refusal.ts";
import type { Call } from "./call.ts";
import { identity, nothing, user } from "./expected.ts";

const userId = "known";
const [first, second] = ["first-identity", "second-identity"] as const;

export const identityCalls: readonly Call[] = [
  {
    method: "create",
    does: "makes a user without identities",
    call: (users) => users.create({ userId }),
    gives: (sdk) => user(sdk, { $id: userId }),
  },
  {
    method: "listIdentities",
    does: "gives an empty page where there is none",
    call: (users) => users.listIdentities(),
    gives: () => ({ total: 0, identities: [] }),
  },
  {
    method: "listIdentities",
    does: "gives all users' identities, oldest first, with the provider's tokens",
    async call(users, _query, _signIn, addIdentity) {
      await addIdentity(userId, first);
      await addIdentity(userId, second);
      return users.listIdentities();
    },
    gives: () => ({ total: 2, identities: [identity(userId, first), identity(userId, second)] }),
  },
  {
    method: "listIdentities",
    does: "takes queries",
    call: (users, query) =>
      users.listIdentities({
        queries: [query.equal("userId", userId), query.orderDesc("providerUid"), query.limit(1)],
      }),
    gives: () => ({ total: 2, identities: [identity(userId, second)] }),
  },
  {
    method: "listIdentities",
    does: "omits the total on request",
    since: 20,
    call: (users, query) => users.listIdentities({ queries: [query.cursorAfter(first)], total: false }),
    gives: () => ({ total: 0, identities: [identity(userId, second)] }),
  },
  {
    method: "listIdentities",
    does: "refuses a search, because identities are not searchable",
    call: (users) => users.listIdentities({ search: "identity" }),
    refuses: { code: 400, type: "general_query_invalid" },
  },
  {
    method: "listIdentities",
    does: "refuses an attribute that is not listed",
    call: (users, query) => users.listIdentities({ queries: [query.equal("providerAccessToken", "x")] }),
    refuses: invalid("queries"),
  },
  {
    method: "deleteIdentity",
    does: "deletes",
    call: (users) => users.deleteIdentity({ identityId: first }),
    gives: () => nothing,
  },
  {
    method: "deleteIdentity",
    does: "refuses a deleted one",
    call: (users) => users.deleteIdentity({ identityId: first }),
    refuses: { code: 404, type: "user_identity_not_found" },
  },
];
