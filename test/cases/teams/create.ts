import type { OperationCase } from "../../harness/cases/case.ts";
import { byKey } from "../../harness/cases/refusals.ts";

export const operation: OperationCase = {
  needs: [],
  body: ({ id }) => ({ teamId: id, name: "Night watch" }),
  refusals: {
    team_already_exists: byKey("POST", "/teams", { teamId: "CREW", name: "Crew" }),
    team_count_exceeded: async ({ call, crew, rows, underOneHundredth: fetch }) => {
      await rows("UPDATE teams SET creator_seq = (SELECT seq FROM users WHERE id = 'crew-owner') WHERE id = 'others'");
      const answer = await call("POST", "/teams", { ...crew.owner, fetch, body: { teamId: "one-more", name: "Crew" } });
      await rows("UPDATE teams SET creator_seq = NULL WHERE id = 'others'");
      return answer;
    },
  },
  budget: { statements: [5], rowsRead: 29, rowsWritten: 14 },
  event: "team.create",
  named: "teams.*.create",
  // Ours: an account must not fill the database.
  limits: [{ max: 20, window: 3_600, by: ["caller"] }],
  scopes: ["teams.write"],
  impersonator: null,
};
