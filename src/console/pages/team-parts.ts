/** Shared parts of the pages of teams: the fields of the API's answers that they show, and their addresses. */
import * as v from "valibot";
import { pathTo, type View } from "../page.ts";

export const team = v.object({
  $id: v.string(),
  $createdAt: v.string(),
  name: v.string(),
  total: v.number(),
  prefs: v.record(v.string(), v.unknown()),
});
export type Team = v.InferOutput<typeof team>;

export const teamList = v.object({ total: v.number(), teams: v.array(team) });

export const member = v.object({
  $id: v.string(),
  teamName: v.string(),
  userId: v.string(),
  userName: v.string(),
  userEmail: v.string(),
  userPhone: v.string(),
  roles: v.array(v.string()),
  invited: v.string(),
  joined: v.string(),
  confirm: v.boolean(),
  mfa: v.boolean(),
});
export type Member = v.InferOutput<typeof member>;

export const memberList = v.object({ total: v.number(), memberships: v.array(member) });

export const teamPath = "/teams/:teamId";
export const memberPath = `${teamPath}/memberships/:membershipId`;

export const above = [["Teams", pathTo("/teams")]] as const;

const part = (view: View, name: string): string => encodeURIComponent(view.param(name));

/** The path of the team in the API. */
export const teamCall = (view: View, rest = ""): string => `/teams/${part(view, "teamId")}${rest}`;

/** The path of the membership in the API. */
export const memberCall = (view: View): string => teamCall(view, `/memberships/${part(view, "membershipId")}`);

/** The team's page. */
export const teamPage = (view: View): string => pathTo(teamPath, { teamId: view.param("teamId") });

/** The display name of a member: the first of these that is set. */
export const memberName = ({ userEmail, userId, userName, userPhone }: Member): string =>
  userName || userEmail || userPhone || userId;
