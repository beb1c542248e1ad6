/** Amazon SES: stored, not sent through. */
import { credential, emailSender, type MessagingProvider } from "../provider.ts";

export const ses: MessagingProvider = {
  name: "ses",
  type: "email",
  fields: { accessKey: credential(), secretKey: credential(), region: credential(), ...emailSender },
  needs: ["accessKey", "secretKey", "region", "fromEmail"],
  adapter: null,
};
