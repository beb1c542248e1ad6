/** Joins the two files of Auth0: the export of users, and the password hashes that its support sends. */
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

/** The user id in the form of tokens, `auth0|…`: the password export has only its second half. */
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
  /** Null: the record has no id, or is not a user. */
  readonly id: string | null;
}

function readRecord(text: string): Read {
  const parsed = v.safeParse(record, text);
  if (!parsed.success) return { text, members: {}, id: null };
  const found = v.safeParse(ids, parsed.output);
  return { text, members: parsed.output, id: found.success ? auth0Id(found.output) : null };
}

const nonEmptyIn = (members: Read["members"]): Read["members"] =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== ""));

/** The kinds of entries on disk: hashes by the user's id, and the ids of users that have been read. */
const [hashKind, userKind] = ["auth0 hash", "auth0 user"];

/**
 * Reads each user of both files once: first the users of the export in its order, merged with their records in the file of hashes,
 * then the users that only the file of hashes has. Where both have a member, that of the export counts. Memory does not grow with
 * the files.
 * @param texts the export of users, from its beginning
 * @param hashes the password hashes, from their beginning; they are read twice
 * @returns JSON of a record for each user; text that is not JSON is passed on unchanged
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
    yield hash === undefined ? text : JSON.stringify({ ...readRecord(hash).members, ...nonEmptyIn(members) });
  }
  for await (const text of readJson(hashes(), ["users"])) {
    const { id } = readRecord(text);
    if (id === null || side.list(userKind, id).length === 0) yield text;
  }
}
