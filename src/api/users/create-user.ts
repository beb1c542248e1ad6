import { createUser, firstPassword, newUser, noFirst } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, password, phone, text } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";

export const create = endpoint({
  id: "usersCreate",
  summary:
    "Creates a user. Email, phone and password are optional; the password is hashed with Argon2id. The key vouches for the addresses: send what users type with POST /account.",
  method: "POST",
  path: "/users",
  scopes: ["users.write"],
  input: {
    userId: customId,
    email: optional(email),
    phone: optional(phone),
    password: optional(password),
    name: optional(text(128), ""),
  },
  status: 201,
  output: user,
  errors: ["user_already_exists", "password_personal_data"],
  async run(input, context) {
    const first = input.password === null ? noFirst : await firstPassword(context, input, input.password);
    const { row, words } = newUser({ ...input, stored: first.stored }, context.now);
    return createUser(context, { row: { ...row, passwordHistory: first.history }, words });
  },
});
