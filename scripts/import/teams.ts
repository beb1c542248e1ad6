/** Creates the teams of a running service, before their members are imported. */
import type { Connection } from "../service/connect.ts";
import { request } from "../service/request.ts";
import { SourceError } from "./source-error.ts";
import type { Team } from "./source.ts";

/**
 * @returns the number of teams; existing teams stay unchanged
 * @throws SourceError when a team cannot be created
 */
export async function createTeams(
  connection: Connection,
  teams: AsyncIterable<Team>,
  isDryRun: boolean,
): Promise<number> {
  let count = 0;
  for await (const { id, name } of teams) {
    count += 1;
    if (isDryRun) continue;
    const created = await request(connection, "/teams", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ teamId: id, name }),
    });
    if (!created.ok && created.error.status !== 409) {
      throw new SourceError(`The team ${id} cannot be created: ${created.error.status} ${created.error.message}`);
    }
  }
  return count;
}
