/** Creates users with the password hashes they already have: one endpoint for each format that upstream imports. */
import { createUser, newUser } from "../../domain/users/index.ts";
import { type Endpoint, endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, password, text } from "../../http/rules/index.ts";
import { formats, type RoutedFormat } from "../../lib/passwords/registry.ts";
import { importParameters, readHash } from "./lib/read-hash.ts";
import { user } from "../../models/user.ts";

export const imports: readonly Endpoint[] = formats.map(importUser);

function importUser(format: RoutedFormat): Endpoint {
  return endpoint({
    id: `users${format.operation.charAt(0).toUpperCase()}${format.operation.slice(1)}`,
    summary: `Creates a user with a password hash of the format ${format.hash}.`,
    method: "POST",
    path: `/users/${format.importPath}`,
    scopes: ["users.write"],
    input: () => ({
      userId: customId,
      email,
      password,
      ...importParameters([format]),
      name: optional(text(128), ""),
    }),
    status: 201,
    output: user,
    errors: ["user_already_exists"],
    async run(input, context) {
      const stored = readHash(format, input.password, input);
      return createUser(context, newUser({ ...input, phone: null, stored }, context.now));
    },
  });
}
