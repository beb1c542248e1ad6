/** Creates users with the password hashes they already have: one endpoint for each stored format. */
import { createUser, newUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Endpoint, endpoint } from "../../http/endpoint.ts";
import { customId, email, integer, oneOf, optional, type Parameter, password, text } from "../../http/rules/index.ts";
import { formats, type ImportParameter, type ImportValues, type PasswordFormat } from "../../lib/passwords/registry.ts";
import { user } from "../../models/user.ts";

export const imports: readonly Endpoint[] = formats.map(importUser);

function importUser(format: PasswordFormat): Endpoint {
  return endpoint({
    id: `users${format.operation.charAt(0).toUpperCase()}${format.operation.slice(1)}`,
    summary: `Creates a user with a password hash of the format ${format.hash}, to be verified as it is.`,
    method: "POST",
    path: `/users/${format.importPath}`,
    scopes: ["users.write"],
    input: {
      userId: customId,
      email,
      password,
      ...parametersOf(format),
      name: optional(text(128), ""),
    },
    status: 201,
    output: user,
    errors: ["user_already_exists"],
    async run(input, context) {
      const parsed = format.parse(input.password, importValues(format, input));
      if (!parsed.ok) {
        const { parameter, message } = parsed.error;
        throw new AppError("general_argument_invalid", `Invalid \`${parameter}\` param: ${message}`);
      }
      const stored = { hash: format.hash, password: input.password, options: parsed.value.options };
      return createUser(context, newUser({ ...input, phone: null, stored }, context.now));
    },
  });
}

/** The parameters of a format beside the hash, as rules. */
function parametersOf({ parameters }: PasswordFormat): Record<string, Parameter<string | number | null>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, toRule(parameter)]));
}

function toRule(parameter: ImportParameter): Parameter<string | number | null> {
  switch (parameter.type) {
    case "text":
      return text(parameter.max, parameter.min);
    case "integer":
      return integer;
    case "choice":
      return optional(oneOf(parameter.values));
  }
}

/** The values of those parameters; one that was left out has none. */
function importValues({ parameters }: PasswordFormat, input: Readonly<Record<string, unknown>>): ImportValues {
  const values: Record<string, string | number> = {};
  for (const name of Object.keys(parameters)) {
    const value = input[name];
    if (typeof value === "string" || typeof value === "number") values[name] = value;
  }
  return values;
}
