/** GitHub, which is not an OpenID provider: the user and their emails are two responses of its API. */
import * as v from "valibot";
import { ok } from "../../../errors/result.ts";
import type { ReadProfile } from "../provider.ts";
import { readResource } from "./resource.ts";

const api = "https://api.github.com/user";

/** The id is permanent. A login can be released and taken by another account. */
const user = v.object({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  login: v.string(),
  name: v.nullish(v.string()),
});

const emails = v.array(v.object({ email: v.string(), primary: v.boolean(), verified: v.boolean() }));

/** The email is the primary one of the list. The profile only has a public one that the user chooses. */
export const readGitHubProfile: ReadProfile = async (web, _client, { tokens }) => {
  const account = await readResource(web, api, tokens, user);
  if (!account.ok) return account;
  const list = await readResource(web, `${api}/emails`, tokens, emails);
  if (!list.ok) return list;
  const primary = list.value.find((email) => email.primary);
  const { id, login, name } = account.value;
  return ok({
    uid: String(id),
    email: primary?.email ?? null,
    isEmailVerified: primary?.verified ?? false,
    name: name || login,
  });
};
