/**
 * The bodies of deliveries: what events are about, as it is when they are read (docs/spec/events.md#deliveries). Users go out as
 * the account service shows them: without password, hash and its options.
 */
import { selectTeamsById, toTeamsById } from "../../domain/teams/index.ts";
import { selectUsersBySeq, toUsersBySeq } from "../../domain/users/index.ts";
import type { DueEvent } from "../../domain/webhooks/index.ts";
import { team } from "../../models/team.ts";
import { account } from "../../models/user.ts";
import type { Database } from "../../storage/database.ts";

/** An event with its body. */
export interface Payload {
  readonly event: DueEvent;
  /** JSON. */
  readonly body: string;
}

const idOf = ({ resource }: DueEvent): string => resource.slice(resource.indexOf("/") + 1);
const isToken = ({ resource }: DueEvent): boolean => resource.startsWith("token/");
const isTeam = ({ resource }: DueEvent): boolean => resource.startsWith("team/");

/** Reads the subjects of events, in one round trip. */
export async function withBodies(db: Database, events: readonly DueEvent[]): Promise<readonly Payload[]> {
  if (events.length === 0) return [];
  const batch = db.batch();
  const users = batch.add(selectUsersBySeq([...new Set(events.flatMap(({ userSeq }) => userSeq ?? []))]));
  const teams = batch.add(selectTeamsById([...new Set(events.filter(isTeam).map(idOf))]));
  await batch.run();
  const [bySeq, byId] = [toUsersBySeq(users.rows), toTeamsById(teams.rows)];
  const toBody = (event: DueEvent): unknown => {
    const [id, { item, userSeq }] = [idOf(event), event];
    const user = userSeq === null ? undefined : bySeq.get(userSeq);
    if (isTeam(event)) {
      const found = byId.get(id);
      if (item !== null) return { $id: item, teamId: id, ...(user !== undefined && { userId: user.id }) };
      return found === undefined ? { $id: id } : team.render(found, undefined);
    }
    // A token that was asked for by an address of no user is of no user.
    if (isToken(event)) return { $id: id };
    if (item !== null) return { $id: item, userId: id };
    return user === undefined ? { $id: id } : account.render(user, undefined);
  };
  return events.map((event) => ({ event, body: JSON.stringify(toBody(event)) }));
}
