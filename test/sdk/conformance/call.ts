/** A call of `users`, as the table of them describes it. */
import type { Refusal } from "../harness/refusal.ts";
import type { Account, Query14, Sdk, Users } from "../harness/sdks.ts";

/** Gives a user who is there an identity, which no call of the SDK does. */
type AddIdentity = (userId: string, identityId: string) => Promise<void>;

type SignIn = (userId: string) => Promise<Account>;

/** A call that succeeds, with the whole result, or one that is refused. Versions that have the method make it. */
export type Call = {
  readonly method: keyof Users;
  readonly does: string;
  /** The first version that can make the call, where older ones have the method without a parameter. */
  readonly since?: Sdk["version"];
  /** @param signIn gives the service of a user with a session of their own, to prepare with */
  readonly call: (
    users: Users,
    query: Query14,
    signIn: SignIn,
    addIdentity: AddIdentity,
  ) => Promise<unknown> | undefined;
} & ({ readonly gives: (sdk: Sdk) => unknown } | { readonly refuses: Refusal });
