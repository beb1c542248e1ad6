/** KV: namespaces, by their titles. The Worker's values never pass this API. */
import { randomUUID } from "node:crypto";
import * as v from "valibot";
import { ApiError, json, pageOf, type Route } from "./api.ts";

export interface Namespace {
  readonly id: string;
  readonly title: string;
}

const creation = v.object({ title: v.string() });

export const kvRoutes = (namespaces: Map<string, Namespace>): readonly Route[] => [
  {
    method: "GET",
    path: "/storage/kv/namespaces",
    answer: ({ query }) => pageOf([...namespaces.values()], query),
  },
  {
    method: "POST",
    path: "/storage/kv/namespaces",
    answer: (call) => {
      const { title } = v.parse(creation, json(call));
      if ([...namespaces.values()].some((namespace) => namespace.title === title)) {
        throw new ApiError(400, 10014, "create namespace: 'a namespace with this account ID and title already exists'");
      }
      const id = randomUUID().replaceAll("-", "");
      const namespace: Namespace = { id, title };
      namespaces.set(id, namespace);
      return namespace;
    },
  },
];
