/** The methods of `account` about identities. */
import { invalid } from "../harness/refusal.ts";
import { type AccountCall, identityIds, notSignedIn } from "./account-people.ts";
import { identity, nothing } from "./expected.ts";

const [one, two] = identityIds;
const notFound = { code: 404, type: "user_identity_not_found" };

export const accountIdentityCalls: readonly AccountCall[] = [
  {
    method: "listIdentities",
    does: "gives the caller's own, oldest first, with the provider's tokens",
    as: "ida",
    call: (account) => account.listIdentities(),
    gives: () => ({ total: 2, identities: [identity("ida", one), identity("ida", two)] }),
  },
  {
    method: "listIdentities",
    does: "takes queries",
    as: "ida",
    call: (account) => account.listIdentities({ queries: [JSON.stringify({ method: "cursorAfter", values: [one] })] }),
    gives: () => ({ total: 2, identities: [identity("ida", two)] }),
  },
  {
    method: "listIdentities",
    does: "gives an empty page where there is none",
    as: "ada",
    call: (account) => account.listIdentities(),
    gives: () => ({ total: 0, identities: [] }),
  },
  {
    method: "listIdentities",
    does: "refuses an attribute that is not listed",
    as: "ida",
    call: (account) =>
      account.listIdentities({ queries: [JSON.stringify({ method: "equal", attribute: "name", values: ["x"] })] }),
    refuses: invalid("queries"),
  },
  {
    method: "listIdentities",
    does: "refuses a guest",
    as: "guest",
    call: (account) => account.listIdentities(),
    refuses: notSignedIn,
  },
  {
    method: "deleteIdentity",
    does: "deletes",
    as: "ida",
    call: (account) => account.deleteIdentity({ identityId: one }),
    gives: () => nothing,
  },
  {
    method: "deleteIdentity",
    does: "refuses a deleted one",
    as: "ida",
    call: (account) => account.deleteIdentity({ identityId: one }),
    refuses: notFound,
  },
  {
    method: "deleteIdentity",
    does: "refuses another user's as not found",
    as: "ida",
    call: (account) => account.deleteIdentity({ identityId: "foreign" }),
    refuses: notFound,
  },
];
