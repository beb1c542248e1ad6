/**
 * The bodies of deliveries: the resources of events in their current state (docs/spec/events.md#deliveries). Users are
 * rendered as the account service shows them: without password, hash and hash options.
 */
import { partOf } from "../../domain/audit/index.ts";
import { selectTeamsById, toTeamsById } from "../../domain/teams/index.ts";
import { selectUsersBySeq, toUsersBySeq } from "../../domain/users/index.ts";
import type { DueEvent } from "../../domain/webhooks/index.ts";
import { team } from "../../models/team.ts";
import { account } from "../../models/user.ts";
import type { Batch, Handle } from "../../storage/batch.ts";
import type { Database } from "../../storage/database.ts";
import { partIn, type PartKey } from "../../storage/part.ts";
import { partKinds } from "./parts.ts";

/** The noun and the id of an event's resource. A part of it, such as a session, is in `item`. */
function wholeOf({ resource }: DueEvent): { readonly noun: string; readonly id: string } {
  const at = resource.indexOf("/");
  return { noun: resource.slice(0, at), id: resource.slice(at + 1) };
}

/** Makes the body of an event, as JSON. @throws Error where a row cannot be read */
export type BodyOf = (event: DueEvent) => string;

/** The query for the parts of one kind. */
interface Read {
  readonly handle: Handle;
  readonly kind: string;
}

/** Adds a statement for each kind of part in the events. */
function addParts(batch: Batch, events: readonly DueEvent[]): readonly Read[] {
  const byKind = new Map<string, PartKey[]>();
  for (const event of events) {
    const [kind, { item, userSeq }] = [partOf(event), event];
    if (kind !== null && item !== null) byKind.set(kind, [...(byKind.get(kind) ?? []), { id: item, userSeq }]);
  }
  return [...byKind].flatMap(([kind, keys]) => {
    const found = partKinds.get(kind);
    return found === undefined ? [] : [{ kind, handle: batch.add(found.select(keys)) }];
  });
}

/**
 * Reads the resources of events in one round trip. Each body is rendered when its event is sent, so large users do not
 * fill the memory, and a body that cannot be rendered fails only its own event.
 */
export async function bodiesOf(db: Database, events: readonly DueEvent[]): Promise<BodyOf> {
  const batch = db.batch();
  const ofTeams = events.filter((event) => wholeOf(event).noun === "team");
  const shown = [...events.filter(({ item }) => item === null), ...ofTeams];
  const seqs = [...new Set(shown.flatMap(({ userSeq }) => userSeq ?? []))];
  const teamIds = [...new Set(ofTeams.filter(({ item }) => item === null).map((event) => wholeOf(event).id))];
  const users = seqs.length === 0 ? null : batch.add(selectUsersBySeq(seqs));
  const teams = teamIds.length === 0 ? null : batch.add(selectTeamsById(teamIds));
  const parts = addParts(batch, events);
  await batch.run();
  const [bySeq, byId] = [toUsersBySeq(users?.rows ?? []), toTeamsById(teams?.rows ?? [])];
  const rowsOf = new Map(parts.map(({ handle, kind }) => [kind, handle.rows]));

  function partBody(event: DueEvent, item: string): unknown {
    const { id, noun } = wholeOf(event);
    // A token requested for an address without a user has no owner.
    if (noun === "token") return { $id: item };
    const kind = partOf(event) ?? "";
    const row = partIn(rowsOf.get(kind) ?? [], { id: item, userSeq: event.userSeq });
    if (row !== undefined) return partKinds.get(kind)?.show(row, id, event);
    if (noun !== "team") return { $id: item, userId: id };
    const user = bySeq.get(event.userSeq ?? 0)?.();
    return { $id: item, teamId: id, ...(user !== undefined && { userId: user.id }) };
  }

  function wholeBody(event: DueEvent): unknown {
    const { id, noun } = wholeOf(event);
    const user = event.userSeq === null ? undefined : bySeq.get(event.userSeq)?.();
    if (user !== undefined) return account.render(user, undefined);
    const found = noun === "team" ? byId.get(id)?.() : undefined;
    // A team created after the event only reuses the id.
    return found !== undefined && found.createdAt <= event.createdAt ? team.render(found, undefined) : { $id: id };
  }

  return (event) => JSON.stringify(event.item === null ? wholeBody(event) : partBody(event, event.item));
}
