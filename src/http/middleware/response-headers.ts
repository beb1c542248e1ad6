/** The headers that every answer carries (docs/spec/requests.md#response-headers). */
import type { Step } from "./in-order.ts";

const common = {
  server: "Appwrite",
  "x-content-type-options": "nosniff",
  // Answers are for their caller alone. Public answers override this header.
  "cache-control": "no-store",
};

const encrypted = { ...common, "strict-transport-security": "max-age=10886400" };

export const responseHeaders: Step = (c) => {
  c.get("headers").set(c.get("url").protocol === "https:" ? encrypted : common);
};
