/** Twilio: https://www.twilio.com/docs/messaging/api/message-resource. It has no idempotency key. */
import { basicAuth, formType, textOf } from "../adapter.ts";
import { credential, type MessagingProvider, option } from "../provider.ts";

export const twilio: MessagingProvider = {
  name: "twilio",
  type: "sms",
  fields: { from: option({ type: "phone" }), accountSid: credential(), authToken: credential() },
  needs: ["from", "accountSid", "authToken"],
  adapter: {
    label: "Twilio",
    request({ text, to }, { credentials, options }) {
      const account = textOf(credentials, "accountSid");
      return {
        url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
        headers: { ...formType, authorization: basicAuth(account, textOf(credentials, "authToken")) },
        body: new URLSearchParams({ To: to, From: textOf(options, "from"), Body: text }).toString(),
      };
    },
  },
};
