/** /v1/teams/{teamId}/memberships (docs/spec/teams.md). */
import { create } from "./create-membership.ts";
import { remove } from "./delete-membership.ts";
import { get } from "./get-membership.ts";
import { list } from "./list-memberships.ts";
import { updateStatus } from "./update-membership-status.ts";
import { update } from "./update-membership.ts";

export const membershipEndpoints = [create, list, get, update, updateStatus, remove];
