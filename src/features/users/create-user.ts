import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, password, phone, text } from "../../http/rules/index.ts";
import { user } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { newUser } from "./new-user.ts";
import { insertUser } from "./store.ts";

export const create = endpoint({
  id: "usersCreate",
  summary: "Creates a user. Email, phone and password are all optional; the password is hashed with Argon2id.",
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
  errors: ["user_already_exists", "user_email_already_exists"],
  async run(input, context) {
    const stored = input.password === null ? null : await hashPassword(input.password);
    const created = await insertUser(context, newUser({ ...input, stored }, context.now));
    return created.user;
  },
});
