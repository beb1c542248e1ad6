/** TeleSign: stored, not sent through. */
import { credential, type MessagingProvider, option } from "../provider.ts";

export const telesign: MessagingProvider = {
  name: "telesign",
  type: "sms",
  fields: { from: option(), customerId: credential(), apiKey: credential() },
  needs: ["from", "customerId", "apiKey"],
  adapter: null,
};
