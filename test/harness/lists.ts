/** Requests for lists in tests. */
import * as v from "valibot";
import { type Answer, call, type CallOptions } from "./client.ts";

const items = v.array(v.looseObject({ $id: v.string() }));

export interface Query {
  readonly method: string;
  readonly attribute?: string;
  readonly values?: readonly unknown[];
}

/** A query as the SDKs write it. */
export const query = (method: string, attribute?: string, ...values: readonly unknown[]): Query => ({
  method,
  ...(attribute !== undefined && { attribute }),
  ...(values.length > 0 && { values }),
});

interface ListOptions {
  readonly search?: string;
  readonly total?: string;
  /** Objects are written as JSON, texts are sent unchanged. */
  readonly queries?: readonly (Query | string)[];
}

/** The parameters of a list in its URL. */
export function queryString({ queries = [], ...more }: ListOptions): string {
  const texts = queries.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  const parameters = [...texts.map((text, index) => [`queries[${index}]`, text]), ...Object.entries(more)];
  return new URLSearchParams(parameters).toString();
}

/** Asks for a list of users. */
export const list = (parameters: ListOptions = {}, options: CallOptions = {}): Promise<Answer> =>
  call("GET", `/users?${queryString(parameters)}`, options);

/** Asks for a list of keys. */
export const listKeys = (parameters: ListOptions = {}, options: CallOptions = {}): Promise<Answer> =>
  call("GET", `/project/keys?${queryString(parameters)}`, options);

/** The ids of a list and its total. @throws when the answer is no list */
export function idsOf(
  { body, status, text }: Answer,
  name:
    | "users"
    | "keys"
    | "messages"
    | "providers"
    | "sessions"
    | "targets"
    | "teams"
    | "memberships"
    | "identities" = "users",
): { readonly total: number; readonly ids: readonly string[] } {
  if (status !== 200) throw new Error(`The list was refused: ${text}`);
  return { total: v.parse(v.number(), body["total"]), ids: v.parse(items, body[name]).map(({ $id }) => $id) };
}

/** The ids that a search finds. */
export const search = async (text: string): Promise<readonly string[]> => idsOf(await list({ search: text })).ids;
