/** Creates a user with a password hash of any format, which is detected from its text or named by `format`. */
import { createUser, newUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { endpoint } from "../../http/endpoint.ts";
import {
  customId,
  email,
  exactly,
  optional,
  type Optional,
  type Parameter,
  phone,
  storedHash,
  text,
} from "../../http/rules/index.ts";
import { lazy } from "../../lib/lazy/lazy.ts";
import { allFormats, findFormat, identify, type PasswordFormat, unwrap } from "../../lib/passwords/registry.ts";
import { user } from "../../models/user.ts";
import { importParameters, readHash } from "./lib/read-hash.ts";

const formatNames = allFormats.map(({ hash }) => hash);

/** The parameters of every format. None is required here: the detected format reports missing ones. */
const parameters = lazy((): Record<string, Optional<string | number | null>> =>
  Object.fromEntries(
    Object.entries(importParameters(allFormats)).map(([name, parameter]) => [name, toOptional(parameter)]),
  ),
);

function toOptional(parameter: Parameter<string | number | null>): Optional<string | number | null> {
  return "optional" in parameter ? parameter : optional(parameter);
}

export const importHash = endpoint({
  id: "usersCreateHashUser",
  summary: "Creates a user with a password hash of any format. The format is detected, or named by `format`.",
  method: "POST",
  path: "/users/hash",
  scopes: ["users.write"],
  input: () => ({
    userId: customId,
    email: optional(email),
    phone: optional(phone),
    password: storedHash,
    format: optional(exactly(formatNames)),
    ...parameters(),
    name: optional(text(128), ""),
  }),
  status: 201,
  output: user,
  errors: ["user_already_exists"],
  async run(input, context) {
    const encoded = unwrap(input.password);
    const format = formatOf(encoded, input.format);
    refuseOthers(format, input);
    const stored = readHash(format, encoded, input);
    return createUser(context, newUser({ ...input, stored }, context.now));
  },
});

/** @param named the name of the format; null: it is detected from the text */
function formatOf(encoded: string, named: string | null): PasswordFormat {
  const format = named === null ? identify(encoded) : findFormat(named);
  if (format !== undefined) return format;
  throw new AppError(
    "general_argument_invalid",
    `Invalid \`format\` param: The hash does not say its format, so it must be one of (${formatNames.join(", ")}).`,
  );
}

/** Refuses parameters that the format would ignore: with a mistaken one, the hash might never match. */
function refuseOthers(format: PasswordFormat, input: Readonly<Record<string, unknown>>): void {
  const other = Object.keys(parameters()).find(
    (name) => (input[name] ?? null) !== null && !Object.hasOwn(format.parameters, name),
  );
  if (other === undefined) return;
  const known = Object.keys(format.parameters).join(", ");
  throw new AppError(
    "general_argument_invalid",
    `Invalid \`${other}\` param: A hash of the format ${format.hash} takes ${known === "" ? "no parameters" : `only (${known})`}.`,
  );
}
