/** A mail server: stored, not sent through, as it has no HTTP API. */
import { credential, emailSender, type MessagingProvider, option } from "../provider.ts";

export const smtp: MessagingProvider = {
  name: "smtp",
  type: "email",
  fields: {
    host: { type: "text", part: "credentials", fallback: undefined },
    port: credential({ type: "integer", min: 1, max: 65_535 }, 587),
    username: credential(),
    password: credential(),
    encryption: option({ type: "choice", values: ["none", "ssl", "tls"], none: "none" }),
    autoTLS: option({ type: "boolean" }, true),
    mailer: option(),
    ...emailSender,
  },
  needs: ["host", "fromEmail"],
  adapter: null,
};
