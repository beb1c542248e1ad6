/** Firebase Cloud Messaging: stored, not sent through. */
import { credential, type MessagingProvider } from "../provider.ts";

export const fcm: MessagingProvider = {
  name: "fcm",
  type: "push",
  fields: { serviceAccountJSON: credential({ type: "object" }, null) },
  needs: ["serviceAccountJSON"],
  adapter: null,
};
