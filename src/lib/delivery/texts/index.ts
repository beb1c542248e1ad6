/**
 * The templates of all messages, in every available language (docs/spec/account.md#messages). Pure except for the
 * phrase.
 */
import type { Email, Sms } from "../message.ts";
import { oneLine } from "../one-line.ts";
import { type Language, type LinkWording, type Notice, sessionFacts, type Wording } from "./language.ts";
import { languageOf } from "./languages/index.ts";
import { type Block, toHtml, toText } from "./letter.ts";
import { plainName } from "./name.ts";

export { securityPhrase } from "./phrase.ts";

/** The recipient of an email, and the project that sends it. */
interface Addressed {
  readonly project: string;
  readonly to: string;
  /** The user's name; "" without one. */
  readonly name: string;
}

/** The values in emails, by template. `phrase` is "" if none was requested. */
interface EmailValues {
  readonly "magic-url": Addressed & { readonly url: string; readonly phrase: string };
  readonly "email-otp": Addressed & { readonly code: string; readonly phrase: string };
  readonly verification: Addressed & { readonly url: string } & Omit<Notice, "project">;
  readonly recovery: Addressed & { readonly url: string };
  readonly invitation: Addressed & { readonly url: string; readonly team: string; readonly inviter: string };
  readonly "session-alert": Addressed & Readonly<Record<(typeof sessionFacts)[number], string>>;
  readonly "password-pause": Addressed;
  readonly "email-changed": Addressed & Notice;
  readonly "phone-detached": Addressed & Notice;
  readonly "identity-linked": Addressed & Notice & { readonly provider: string };
  readonly "mfa-challenge": Addressed & { readonly code: string; readonly minutes: number };
}

/** The values in text messages, by template. */
interface SmsValues {
  readonly "phone-otp": { readonly to: string; readonly code: string };
  readonly "phone-verification": { readonly to: string; readonly code: string };
  readonly "phone-challenge": { readonly to: string; readonly code: string };
  readonly "phone-changed": { readonly to: string } & Notice;
  readonly "email-detached": { readonly to: string } & Notice;
  readonly "phone-invitation": { readonly to: string; readonly project: string; readonly url: string };
}

/** The values of each message. */
export type Values = EmailValues & SmsValues;

/** The name of a template. */
export type Template = keyof Values;

type MessageOf<Name extends Template> = Name extends keyof EmailValues ? Email : Sms;

/** The composer of each template. */
type Composers = { readonly [Name in Template]: (values: Values[Name], language: Language) => MessageOf<Name> };

/** The blocks between a greeting and a signature. */
function email(
  { name, project, to }: Addressed,
  language: Language,
  { subject }: Wording,
  blocks: readonly Block[],
): Email {
  const page = {
    subject,
    language: language.tag,
    blocks: [paragraph(language.greeting(name)), ...blocks, paragraph(language.signature(project))],
  };
  return { type: "email", to, name, subject, text: toText(page), html: toHtml(page) };
}

const paragraph = (text: string): Block => ({ kind: "paragraph", text });

const phraseOf = (language: Language, phrase: string): readonly Block[] =>
  phrase === "" ? [] : [paragraph(language.phrase(phrase))];

const linked = ({ label, lead, note }: LinkWording, url: string, more: readonly Block[] = []): readonly Block[] => [
  paragraph(lead),
  { kind: "link", label, url },
  ...more,
  paragraph(note),
];

/** An email about a change. */
const notice = (values: Addressed, language: Language, wording: Wording): Email =>
  email(values, language, wording, [paragraph(wording.lead), paragraph(wording.note)]);

/** Phones fill in a code that stands alone. */
const codeOnly = ({ code, to }: { readonly to: string; readonly code: string }): Sms => ({
  type: "sms",
  to,
  text: code,
});

const composers: Composers = {
  "magic-url": (values, language) => {
    const wording = language.magicUrl(values.project);
    return email(values, language, wording, linked(wording, values.url, phraseOf(language, values.phrase)));
  },
  "email-otp": (values, language) => {
    const wording = language.emailOtp(values.project, values.code);
    return email(values, language, wording, [
      paragraph(wording.lead),
      { kind: "code", code: values.code },
      ...phraseOf(language, values.phrase),
      paragraph(wording.note),
    ]);
  },
  verification: (values, language) => {
    const wording = language.verification(values.project, values.account, values.time);
    return email(values, language, wording, linked(wording, values.url, [paragraph(wording.asked)]));
  },
  recovery: (values, language) => {
    const wording = language.recovery(values.project);
    return email(values, language, wording, linked(wording, values.url));
  },
  invitation: (values, language) => {
    const wording = language.invitation(values);
    return email(values, language, wording, linked(wording, values.url));
  },
  "session-alert": (values, language) => {
    const wording = language.sessionAlert(values.project);
    const facts = sessionFacts
      .filter((fact) => values[fact] !== "")
      .map((fact) => [wording.labels[fact], values[fact]] as const);
    return email(values, language, wording, [
      paragraph(wording.lead),
      { kind: "facts", facts },
      paragraph(wording.note),
    ]);
  },
  "password-pause": (values, language) => {
    const wording = language.passwordPause(values.project);
    return email(values, language, wording, [paragraph(wording.lead), paragraph(wording.note)]);
  },
  "mfa-challenge": (values, language) => {
    const wording = language.mfaChallenge(values.project, values.code, values.minutes);
    return email(values, language, wording, [
      paragraph(wording.lead),
      { kind: "code", code: values.code },
      paragraph(wording.note),
    ]);
  },
  "email-changed": (values, language) => notice(values, language, language.emailChanged(values)),
  "phone-detached": (values, language) => notice(values, language, language.phoneDetached(values)),
  "identity-linked": (values, language) => notice(values, language, language.identityLinked(values, values.provider)),
  "phone-changed": (values, language) => ({ type: "sms", to: values.to, text: language.phoneChanged(values) }),
  "email-detached": (values, language) => ({ type: "sms", to: values.to, text: language.emailDetached(values) }),
  "phone-otp": codeOnly,
  "phone-verification": codeOnly,
  "phone-challenge": codeOnly,
  "phone-invitation": ({ project, to, url }, language) => ({
    type: "sms",
    to,
    text: language.phoneInvitation(project, url),
  }),
};

/** Values that users choose, such as their own name or a team's. A user could have them sent to strangers. */
const names: ReadonlySet<string> = new Set(["name", "team", "inviter", "account"]);

/** Makes the values safe for a message: removes line breaks and links from texts that users wrote. */
function harmless<T extends object>(values: T): T {
  const copy = { ...values };
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "string") Object.assign(copy, { [key]: names.has(key) ? plainName(value) : oneLine(value) });
  }
  return copy;
}

/**
 * Writes a message.
 * @param locale the requested language, such as `de` or `pt-br`; the nearest available one is used, else English
 * @returns the message, with its values
 */
export function compose<Name extends Template>(
  template: Name,
  values: Values[Name],
  locale: string | undefined,
): MessageOf<Name> & { readonly template: Name } {
  return { ...composers[template](harmless(values), languageOf(locale)), template };
}
