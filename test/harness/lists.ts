/** Lists of users as tests ask for them. */
import * as v from "valibot";
import { type Answer, call, type CallOptions } from "./client.ts";

const page = v.object({ total: v.number(), users: v.array(v.looseObject({ $id: v.string() })) });

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
  /** Objects are written as JSON, texts go as they are. */
  readonly queries?: readonly (Query | string)[];
}

/** Asks for a list. */
export function list({ queries = [], ...more }: ListOptions = {}, options: CallOptions = {}): Promise<Answer> {
  const texts = queries.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  const parameters = new URLSearchParams([
    ...texts.map((text, index) => [`queries[${index}]`, text]),
    ...Object.entries(more),
  ]);
  return call("GET", `/users?${parameters.toString()}`, options);
}

/** The ids of a list and its total. @throws when the answer is no list */
export function idsOf({ body, status, text }: Answer): { readonly total: number; readonly ids: readonly string[] } {
  if (status !== 200) throw new Error(`No list: ${text}`);
  const { total, users } = v.parse(page, body);
  return { total, ids: users.map(({ $id }) => $id) };
}

/** The ids that a search finds. */
export const search = async (text: string): Promise<readonly string[]> => idsOf(await list({ search: text })).ids;
