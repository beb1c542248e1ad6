import type { Caller } from "../../../domain/context/index.ts";
import type { UserRow } from "../../../models/user.ts";

/**
 * A user as the server API shows them to a caller. Servers see hashes and what they are made with, salts and signer keys; what an
 * impersonator sees is in a browser.
 */
export const shownTo = ({ kind }: Caller, user: UserRow): UserRow =>
  kind === "key" ? user : { ...user, password: null, hashOptions: {} };
