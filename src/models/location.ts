/** Where a browser is sent: no body, but a header. */
import type { Model } from "./model.ts";

export const location: Model<string> = {
  name: "location",
  mediaType: "text/plain",
  schema: { type: "string", format: "uri" },
  uses: [],
  render: (url) => url,
};
