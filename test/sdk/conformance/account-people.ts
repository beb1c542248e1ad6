/** The callers of the methods of `account`, and the shape of a call. */
import type { Refusal } from "../harness/refusal.ts";
import type { Account, AccountSdk, Users } from "../harness/sdks.ts";
import { aDate, corporate } from "./expected.ts";

/** The signed-up users, each with a session that the server began. */
export const people = ["ada", "bob", "cleo", "ida", "lou", "max", "mia", "pam"] as const;
export type Person = (typeof people)[number];

/** The identities of `ida`. */
export const identityIds = ["ida-one", "ida-two"] as const;

export const password = "correct horse battery staple";
export const emailOf = (person: Person) => `${person}@psg.fr`;

/** The caller: one of the people with their session, the server with its key, or a guest. */
export type Who = Person | "server" | "guest";

/** A call that succeeds, with its whole result, or one that is refused. SDKs with the method make it. */
export type AccountCall = {
  readonly method: keyof Account;
  readonly does: string;
  readonly as: Who;
  /**
   * @param users the service of a server, for preparation
   * @param secretTo the secret in the one message to an email or a phone
   */
  readonly call: (
    account: Account,
    users: Users,
    secretTo: (address: string) => Promise<string>,
  ) => Promise<unknown> | undefined;
} & ({ readonly gives: (sdk: AccountSdk) => unknown } | { readonly refuses: Refusal });

/** A person who has signed up. */
export const signedUp = (person: Person) => ({
  $id: person,
  ...corporate(person, emailOf(person)),
  passwordUpdate: aDate,
  accessedAt: aDate,
  name: person,
});

/** The refusal of a guest, with upstream's error type. */
export const notSignedIn: Refusal = { code: 401, type: "general_unauthorized_scope" };
