/** The database and the namespace of a deployment, found by name and made where they are missing. */
import * as v from "valibot";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import type { Account } from "./account.ts";
import { toResult } from "./api.ts";

/** The place in which a new database is made. */
export interface Place {
  /** A hint, such as `weur`. */
  readonly location: string | undefined;
  /** A limit by law: `eu`. */
  readonly jurisdiction: string | undefined;
}

export interface Store {
  readonly id: string;
  /** True: it was made just now. */
  readonly isNew: boolean;
}

const database = v.object({ uuid: v.string(), name: v.string() });
const namespace = v.object({ id: v.string(), title: v.string() });

/** @returns the database of that name; null: there is none */
export async function findDatabase({ api, path }: Account, name: string): Promise<Result<Store | null>> {
  const all = toResult(await api.list(`${path}/d1/database`, database));
  if (!all.ok) return all;
  const found = all.value.find((entry) => entry.name === name);
  return ok(found === undefined ? null : { id: found.uuid, isNew: false });
}

export async function createDatabase({ api, path }: Account, name: string, place: Place): Promise<Result<Store>> {
  const body = {
    name,
    ...(place.location === undefined ? {} : { primary_location_hint: place.location }),
    ...(place.jurisdiction === undefined ? {} : { jurisdiction: place.jurisdiction }),
  };
  const made = toResult(await api.call("POST", `${path}/d1/database`, database, body));
  return made.ok ? ok({ id: made.value.uuid, isNew: true }) : made;
}

export async function openNamespace({ api, path }: Account, title: string): Promise<Result<Store>> {
  const all = toResult(await api.list(`${path}/storage/kv/namespaces`, namespace));
  if (!all.ok) return all;
  const found = all.value.find((entry) => entry.title === title);
  if (found !== undefined) return ok({ id: found.id, isNew: false });
  const made = toResult(await api.call("POST", `${path}/storage/kv/namespaces`, namespace, { title }));
  return made.ok ? ok({ id: made.value.id, isNew: true }) : made;
}

const executed = v.array(v.object({ results: v.array(v.record(v.string(), v.unknown())) }));

/** Runs one statement. @returns its rows */
export async function queryDatabase(
  { api, path }: Account,
  id: string,
  sql: string,
): Promise<Result<readonly Readonly<Record<string, unknown>>[]>> {
  const answer = toResult(await api.call("POST", `${path}/d1/database/${id}/query`, executed, { sql }));
  if (!answer.ok) return answer;
  const [first] = answer.value;
  return first === undefined ? fail("D1 gave no result.") : ok(first.results);
}
