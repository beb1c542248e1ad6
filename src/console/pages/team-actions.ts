/** The actions of operators on a team and its members. */
import { fail, ok, type Result } from "../../errors/result.ts";
import type { Refusal } from "../api.ts";
import { listOf } from "../form.ts";
import { type Action, action, type Done, type Form, pathTo, type View } from "../page.ts";
import { parseObject } from "../parse-object.ts";
import { memberCall, memberPath, teamCall, teamPage, teamPath } from "./team-parts.ts";

const scopes = ["teams.write"] as const;

const toTeam = (view: View, answer: Result<unknown, Refusal>): Result<Done, Refusal> =>
  answer.ok ? ok({ to: teamPage(view) }) : answer;

export const renameTeam = action({
  id: "rename-team",
  path: `${teamPath}/name`,
  scopes,
  done: "The team is renamed.",
  page: teamPath,
  run: async (view, form) =>
    toTeam(view, await view.api.send("PUT", teamCall(view), { name: form.get("name").trim() })),
});

export const setTeamPrefs = action({
  id: "set-team-prefs",
  path: `${teamPath}/prefs`,
  scopes,
  done: "The preferences of the team are changed.",
  page: teamPath,
  async run(view, form) {
    const prefs = parseObject(form.get("prefs"), "prefs");
    return prefs.ok
      ? toTeam(view, await view.api.send("PUT", teamCall(view, "/prefs"), { prefs: prefs.value }))
      : prefs;
  },
});

/** The field takes an id, an email or a phone: an email contains an at sign, and a phone begins with a plus. */
function newMember(form: Form): object {
  const who = form.get("member").trim();
  const key = who.includes("@") ? "email" : who.startsWith("+") ? "phone" : "userId";
  return { [key]: who, roles: listOf(form.get("roles")) };
}

export const addMember = action({
  id: "add-member",
  path: `${teamPath}/memberships`,
  scopes,
  done: "The user is in the team.",
  page: teamPath,
  async run(view, form) {
    if (form.get("member").trim() === "") return fail(nobody);
    return toTeam(view, await view.api.send("POST", teamCall(view, "/memberships"), newMember(form)));
  },
});

const nobody: Refusal = {
  status: 400,
  type: "general_argument_invalid",
  message: "Invalid `member` param: must be the id, email or phone of a user.",
};

export const setRoles = action({
  id: "set-roles",
  path: `${memberPath}/roles`,
  scopes,
  done: "The roles are changed.",
  page: memberPath,
  run: async (view, form) =>
    toTeam(view, await view.api.send("PATCH", memberCall(view), { roles: listOf(form.get("roles")) })),
});

export const removeMember = action({
  id: "remove-member",
  path: `${memberPath}/delete`,
  scopes,
  done: "The member is removed from the team.",
  page: memberPath,
  run: async (view) => toTeam(view, await view.api.send("DELETE", memberCall(view))),
});

export const deleteTeam = action({
  id: "delete-team",
  path: `${teamPath}/delete`,
  scopes,
  done: "The team is deleted.",
  page: `${teamPath}/delete`,
  async run(view) {
    const answer = await view.api.send("DELETE", teamCall(view));
    return answer.ok ? ok({ to: pathTo("/teams") }) : answer;
  },
});

export const teamActions: readonly Action[] = [renameTeam, setTeamPrefs, addMember, deleteTeam];
