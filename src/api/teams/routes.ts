/** /v1/teams (docs/spec/teams.md). */
import { create } from "./create-team.ts";
import { remove } from "./delete-team.ts";
import { getPrefs } from "./get-prefs.ts";
import { get } from "./get-team.ts";
import { list } from "./list-teams.ts";
import { updateName } from "./update-name.ts";
import { updatePrefs } from "./update-prefs.ts";

export const teamEndpoints = [create, list, get, updateName, remove, getPrefs, updatePrefs];
