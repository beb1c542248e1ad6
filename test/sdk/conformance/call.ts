/** A call of `users` in the tables. */
import type { Refusal } from "../harness/refusal.ts";
import type { Account, Query14, Sdk, Users } from "../harness/sdks.ts";

/** Gives an existing user an identity, which no call of the SDK does. */
type AddIdentity = (userId: string, identityId: string) => Promise<void>;

type SignIn = (userId: string) => Promise<Account>;

/** A call that succeeds, with its whole result, or one that is refused. Versions with the method make it. */
export type Call = {
  readonly method: keyof Users;
  readonly does: string;
  /** The first version that can make the call; older ones have the method without a parameter. */
  readonly since?: Sdk["version"];
  /** @param signIn gives the service of a user with their own session, for preparation */
  readonly call: (
    users: Users,
    query: Query14,
    signIn: SignIn,
    addIdentity: AddIdentity,
  ) => Promise<unknown> | undefined;
} & ({ readonly gives: (sdk: Sdk) => unknown } | { readonly refuses: Refusal });
