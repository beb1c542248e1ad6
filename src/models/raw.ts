/** Bodies that are the value itself, without fields of a row: preferences, a URL, a text. */
import type { Model } from "./model.ts";

/** The preferences of a user or a team (docs/spec/models.md#preferences). */
export const preferences: Model<Readonly<Record<string, unknown>>> = {
  name: "preferences",
  mediaType: "application/json",
  schema: { type: "object", additionalProperties: true },
  uses: [],
  render: (prefs) => prefs,
};

/** The URL of a redirect, which the answer carries in a header. */
export const location: Model<string> = {
  name: "location",
  mediaType: "text/plain",
  schema: { type: "string", format: "uri" },
  uses: [],
  render: (url) => url,
};

export const plainText: Model<string> = {
  name: "text",
  mediaType: "text/plain",
  schema: { type: "string" },
  uses: [],
  render: (text) => text,
};
