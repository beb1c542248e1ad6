/** Shared parts of the pages of keys: the fields of the API's answers that they show, and their forms. */
import * as v from "valibot";
import type { Form, View } from "../page.ts";
import { pathTo } from "../page.ts";
import { Badge } from "../parts/badge.tsx";
import type { Field } from "../parts/form.tsx";
import { When } from "../parts/time.tsx";

export const key = v.object({
  $id: v.string(),
  $createdAt: v.string(),
  name: v.string(),
  expire: v.string(),
  scopes: v.array(v.string()),
  secret: v.string(),
  accessedAt: v.string(),
  sdks: v.array(v.string()),
});
export type Key = v.InferOutput<typeof key>;

export const keyList = v.object({ total: v.number(), keys: v.array(key) });

export const keyPath = "/keys/:keyId";
export const newPath = "/new-key";

export const above = [["Keys", pathTo("/keys")]] as const;

/** The path of the key in the API. */
export const keyCall = (view: View): string => `/project/keys/${encodeURIComponent(view.param("keyId"))}`;

/** @param key undefined: a new key */
export const fieldsOf = (key?: Key): readonly Field[] => [
  {
    name: "name",
    label: "Name",
    required: true,
    value: key?.name ?? "",
    hint: "The person or program that uses the key. The log shows this name.",
  },
  {
    name: "expire",
    label: "Last day",
    type: "date",
    value: key?.expire.slice(0, 10) ?? "",
    hint: "The key expires when this day is over in UTC. Empty: it does not expire.",
  },
];

/** The request body of a creation or a change. */
export function bodyOf(form: Form): object {
  const day = form.get("expire").trim();
  const expire = /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T23:59:59.999+00:00` : day;
  return { name: form.get("name").trim(), scopes: form.all("scopes"), ...(expire === "" ? {} : { expire }) };
}

const isExpired = ({ expire }: Key, now: number): boolean => expire !== "" && Date.parse(expire) <= now;

export const Expiry = ({ of, view }: { of: Key; view: View }) =>
  isExpired(of, view.now) ? <Badge tone="bad">expired</Badge> : <When at={of.expire} day />;
