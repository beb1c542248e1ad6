/** Textmagic: stored, not sent through. */
import { credential, type MessagingProvider, option } from "../provider.ts";

export const textmagic: MessagingProvider = {
  name: "textmagic",
  type: "sms",
  fields: { from: option(), username: credential(), apiKey: credential() },
  needs: ["from", "username", "apiKey"],
  adapter: null,
};
