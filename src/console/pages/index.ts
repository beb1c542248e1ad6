/** Every page and action of the console. A file of pages has one line here, in the order of the navigation. */
import type { Section } from "../page.ts";
import { importSection } from "./import.tsx";
import { keySection } from "./key.tsx";
import { keysSection } from "./keys.tsx";
import { logSection } from "./log.tsx";
import { memberSection } from "./member.tsx";
import { newUserSection } from "./new-user.tsx";
import { overviewSection } from "./overview.tsx";
import { teamSection } from "./team.tsx";
import { teamsSection } from "./teams.tsx";
import { userSection } from "./user.tsx";
import { usersSection } from "./users.tsx";

export const sections: readonly Section[] = [
  usersSection,
  userSection,
  newUserSection,
  importSection,
  teamsSection,
  teamSection,
  memberSection,
  overviewSection,
  keysSection,
  keySection,
  logSection,
];

/** The page that /console leads to, below it. */
export const home = "/users";
