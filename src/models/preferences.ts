/** A user's preferences: the object itself is the body (docs/spec/models.md#preferences). */
import type { Model } from "./model.ts";

export const preferences: Model<Readonly<Record<string, unknown>>> = {
  name: "preferences",
  mediaType: "application/json",
  schema: { type: "object", additionalProperties: true },
  uses: [],
  render: (prefs) => prefs,
};
