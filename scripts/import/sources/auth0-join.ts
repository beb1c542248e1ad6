/** Joins the two files that Auth0 gives out: the export of users, and the password hashes that its support sends. */
import * as v from "valibot";
import { readJson } from "../read/json.ts";
import { maybeId, maybeText, orNull } from "../read/values.ts";
import type { SideStore } from "../side-store.ts";

/** The ids of a user in Auth0's files. */
export const idFields = {
  _id: v.nullish(v.union([v.string(), v.object({ $oid: v.string() })])),
  user_id: maybeId,
  Id: maybeText,
};

const ids = v.object(idFields);

/** The user id as tokens have it: the password export has only its second half. */
export function auth0Id({ Id, _id, user_id: userId }: v.InferOutput<typeof ids>): string | null {
  const id = orNull(userId ?? Id);
  if (id !== null) return id.includes("|") ? id : `auth0|${id}`;
  const oid = typeof _id === "string" ? _id : _id?.$oid;
  return oid === undefined ? null : `auth0|${oid}`;
}

const record = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

interface Read {
  readonly text: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** Null: it has none, or is no record of a user. */
  readonly id: string | null;
}

function readRecord(text: string): Read {
  const parsed = v.safeParse(record, text);
  if (!parsed.success) return { text, members: {}, id: null };
  const found = v.safeParse(ids, parsed.output);
  return { text, members: parsed.output, id: found.success ? auth0Id(found.output) : null };
}

const said = (members: Read["members"]): Read["members"] =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== ""));

/** The kinds of entries on disk: hashes by the user's id, and the ids of users that have been read. */
const [hashKind, userKind] = ["auth0 hash", "auth0 user"];

/**
 * Reads the users of both files, each once: those of the first in its order, with what the second says besides, then those of whom
 * only the second tells. Where both say something, the first counts. Memory does not grow with the files.
 * @param texts the export of users, from its beginning
 * @param hashes the password hashes, from their beginning; they are read twice
 * @returns JSON of a record for each user; a text that is none as it stands
 */
export async function* joinHashes(
  texts: () => AsyncIterable<string>,
  hashes: () => AsyncIterable<string>,
  side: SideStore,
): AsyncGenerator<string> {
  for await (const text of readJson(hashes(), ["users"])) {
    const { id } = readRecord(text);
    if (id !== null) side.add(hashKind, id, text);
  }
  for await (const text of readJson(texts(), ["users"])) {
    const { id, members } = readRecord(text);
    if (id !== null) side.add(userKind, id, "");
    const hash = id === null ? undefined : side.list(hashKind, id).at(-1);
    yield hash === undefined ? text : JSON.stringify({ ...readRecord(hash).members, ...said(members) });
  }
  for await (const text of readJson(hashes(), ["users"])) {
    const { id } = readRecord(text);
    if (id === null || side.list(userKind, id).length === 0) yield text;
  }
}
