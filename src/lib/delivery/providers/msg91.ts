/** MSG91: stored, not sent through. */
import { credential, type MessagingProvider } from "../provider.ts";

export const msg91: MessagingProvider = {
  name: "msg91",
  type: "sms",
  fields: { templateId: credential(), senderId: credential(), authKey: credential() },
  needs: ["templateId", "senderId", "authKey"],
  adapter: null,
};
