/** What search finds a team by: the words of each field (docs/spec/teams.md#routes). */
import { wordsOf } from "../../lib/queries/index.ts";
import type { Words } from "../search/index.ts";

/** The key of each field in the column `teams.words`. */
const keys = { id: "I", name: "N" } as const;

export const wordsOfName = (name: string): Words => ({ [keys.name]: wordsOf(name) });

export const wordsOfTeam = (id: string, name: string): Words => ({ [keys.id]: wordsOf(id), ...wordsOfName(name) });
