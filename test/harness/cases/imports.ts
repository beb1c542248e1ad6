/** The cases of the operations that import a user: one for each format of password hashes. */
import { vectors } from "../../passwords/vectors/index.ts";
import type { OperationCase } from "./case.ts";
import { takenUser } from "./refusals.ts";
import { newUser } from "./values.ts";

/**
 * The case of the operation that imports a format.
 * @param hash the format, as users show it
 * @param path below /users
 * @param password a hash, and the other parameters of the format
 */
export function importOf(hash: string, path: string, password: object): OperationCase {
  const vector = vectors.find((list) => list.hash === hash)?.right[0];
  if (vector === undefined) throw new Error(`No vector of ${hash}.`);
  return {
    needs: [],
    body: ({ id: userId }) => {
      const { email, name } = newUser(userId);
      return { userId, email, name, password: vector.encoded, ...vector.values };
    },
    refusals: takenUser(`/users/${path}`, password),
    budget: { statements: [5], rowsRead: 33, rowsWritten: 24 },
    event: "user.create",
    named: "users.*.create",
    scopes: ["users.write"],
    impersonator: "general_unauthorized_scope",
  };
}
