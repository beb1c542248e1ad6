import type { Caller } from "../../../domain/context/index.ts";
import type { UserRow } from "../../../models/user.ts";

/**
 * A user as the server API shows them to a caller. Servers see hashes and their parameters, salts and signer keys; an
 * impersonator, whose app runs in a browser, does not.
 */
export const shownTo = ({ kind }: Caller, user: UserRow): UserRow =>
  kind === "key" ? user : { ...user, password: null, hashOptions: {} };
