/** SendGrid's v3 API: https://www.twilio.com/docs/sendgrid/api-reference/mail-send. It has no idempotency key. */
import { jsonType, type Mailbox, recipientOf, replyToOf, senderOf, textOf } from "../adapter.ts";
import { oneLine } from "../one-line.ts";
import { credential, emailSender, type MessagingProvider } from "../provider.ts";

/** SendGrid refuses an empty name. */
const toPerson = ({ email, name }: Mailbox) => (name === "" ? { email } : { email, name });

export const sendgrid: MessagingProvider = {
  name: "sendgrid",
  type: "email",
  fields: { apiKey: credential(), ...emailSender },
  needs: ["apiKey", "fromEmail"],
  adapter: {
    label: "SendGrid",
    request(message, settings) {
      const replyTo = replyToOf(settings);
      return {
        url: "https://api.sendgrid.com/v3/mail/send",
        headers: { ...jsonType, authorization: `Bearer ${textOf(settings.credentials, "apiKey")}` },
        body: JSON.stringify({
          personalizations: [{ to: [toPerson(recipientOf(message))] }],
          from: toPerson(senderOf(settings)),
          ...(replyTo === null ? {} : { reply_to: toPerson(replyTo) }),
          subject: oneLine(message.subject),
          content: [
            { type: "text/plain", value: message.text },
            { type: "text/html", value: message.html },
          ],
          // Links have secrets in them, so they must not lead through a third party's server.
          tracking_settings: {
            click_tracking: { enable: false, enable_text: false },
            open_tracking: { enable: false },
          },
        }),
      };
    },
  },
};
