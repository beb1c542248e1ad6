/** The providers that messages can be sent through: those with an HTTP API, by the names that rows have. */
import type { Adapter } from "../adapter.ts";
import type { Email, Sms } from "../message.ts";
import { mailgun } from "./mailgun.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { twilio } from "./twilio.ts";
import { vonage } from "./vonage.ts";

const emailAdapters: ReadonlyMap<string, Adapter<Email>> = new Map(Object.entries({ sendgrid, resend, mailgun }));
const smsAdapters: ReadonlyMap<string, Adapter<Sms>> = new Map(Object.entries({ twilio, vonage }));

export const adapters = { email: emailAdapters, sms: smsAdapters };

export const senderNames: readonly string[] = [...emailAdapters.keys(), ...smsAdapters.keys()];
