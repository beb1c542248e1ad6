/** Creates a user. Its path is not below /users, where it could be the id of a user. */
import * as v from "valibot";
import { ok } from "../../errors/result.ts";
import { action, page, pathTo, type Section } from "../page.ts";
import { ActionForm, type Field } from "../parts/form.tsx";
import { FreshId, freshIdOf } from "../parts/fresh-id.tsx";

const path = "/new-user";

const fields: readonly Field[] = [
  { name: "name", label: "Name" },
  { name: "email", label: "Email", type: "email", hint: "Your key vouches that it belongs to the user." },
  { name: "phone", label: "Phone", type: "tel", hint: "With the country, such as +4930123456." },
  {
    name: "password",
    label: "Password",
    type: "password",
    autocomplete: "new-password",
    hint: "At least 8 characters. Without one the user signs in by a link, a code or a provider.",
  },
  { name: "userId", label: "Id", hint: "Empty: a random id." },
];

const created = v.object({ $id: v.string() });

const createUser = action({
  id: "create-user",
  path,
  scopes: ["users.write"],
  done: "The user is created.",
  page: path,
  async run({ api }, form) {
    const given = Object.fromEntries(
      fields.map(({ name }) => [name, form.get(name)] as const).filter(([, value]) => value.trim() !== ""),
    );
    const answer = await api.send("POST", "/users", { userId: freshIdOf(form), ...given });
    return answer.ok ? ok({ to: pathTo("/users/:userId", { userId: v.parse(created, answer.value).$id }) }) : answer;
  },
});

const newUserPage = page({
  path,
  scopes: ["users.write"],
  show: (view) =>
    Promise.resolve({
      title: "New user",
      above: [["Users", pathTo("/users")]],
      body: (
        <section class="card narrow">
          <h1>New user</h1>
          <p class="faint">All fields are optional.</p>
          <ActionForm view={view} action={createUser} fields={fields} submit="Create the user" tone="primary">
            <FreshId view={view} />
          </ActionForm>
        </section>
      ),
    }),
});

export const newUserSection: Section = { pages: [newUserPage], actions: [createUser] };
