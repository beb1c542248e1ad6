/** The messaging providers: one file each, and one line in this table. */
import type { MessagingProvider } from "../provider.ts";
import { apns } from "./apns.ts";
import { fcm } from "./fcm.ts";
import { mailgun } from "./mailgun.ts";
import { msg91 } from "./msg91.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { ses } from "./ses.ts";
import { smtp } from "./smtp.ts";
import { telesign } from "./telesign.ts";
import { textmagic } from "./textmagic.ts";
import { twilio } from "./twilio.ts";
import { vonage } from "./vonage.ts";

export const messagingProviders: readonly MessagingProvider[] = [
  sendgrid,
  resend,
  mailgun,
  ses,
  smtp,
  twilio,
  vonage,
  telesign,
  textmagic,
  msg91,
  fcm,
  apns,
];

/** The row of a provider, or undefined if none has that name. */
export const findMessagingProvider = (name: string): MessagingProvider | undefined =>
  messagingProviders.find((provider) => provider.name === name);

/** The adapters of the providers that messages can be sent through, by name. */
export const adapters = {
  email: new Map(
    messagingProviders.flatMap((provider) =>
      provider.type === "email" && provider.adapter !== null ? [[provider.name, provider.adapter] as const] : [],
    ),
  ),
  sms: new Map(
    messagingProviders.flatMap((provider) =>
      provider.type === "sms" && provider.adapter !== null ? [[provider.name, provider.adapter] as const] : [],
    ),
  ),
};

/** The names of the providers that messages can be sent through. */
export const senderNames: readonly string[] = [...adapters.email.keys(), ...adapters.sms.keys()];
