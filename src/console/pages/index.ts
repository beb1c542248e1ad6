/** Every page and action of the console. A file of pages has one line here, in the order of the navigation. */
import type { Section } from "../page.ts";
import { exportSection } from "./export.tsx";
import { importSection } from "./import.tsx";
import { keySection } from "./key.tsx";
import { keysSection } from "./keys.tsx";
import { logSection } from "./log.tsx";
import { memberSection } from "./member.tsx";
import { messagesSection } from "./messages.tsx";
import { newUserSection } from "./new-user.tsx";
import { oauth2Section } from "./oauth2.tsx";
import { overviewSection } from "./overview.tsx";
import { policiesSection } from "./policies.tsx";
import { senderSection } from "./sender.tsx";
import { sendersSection } from "./senders.tsx";
import { teamSection } from "./team.tsx";
import { teamsSection } from "./teams.tsx";
import { userSection } from "./user.tsx";
import { usersSection } from "./users.tsx";
import { webhookSection } from "./webhook.tsx";
import { webhooksSection } from "./webhooks.tsx";

export const sections: readonly Section[] = [
  usersSection,
  userSection,
  newUserSection,
  importSection,
  exportSection,
  teamsSection,
  teamSection,
  memberSection,
  overviewSection,
  webhooksSection,
  webhookSection,
  messagesSection,
  keysSection,
  keySection,
  policiesSection,
  oauth2Section,
  sendersSection,
  senderSection,
  logSection,
];

/** The page that /console leads to, below it. */
export const home = "/users";
