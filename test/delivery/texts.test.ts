/** The messages that users get (docs/spec/account.md#messages). */
import { describe, expect, test } from "vitest";
import type { Email, Message } from "../../src/lib/delivery/message.ts";
import { compose, type Template, type Values } from "../../src/lib/delivery/texts/index.ts";
import { languages } from "../../src/lib/delivery/texts/languages/index.ts";

const [url, code, phrase] = ["https://app.example/in?userId=ada&secret=a1b2", "493027", "Brave Falcon"] as const;
const recipient = { project: "P", to: "ada@mail.example", name: "Ada" } as const;
const change = { project: "P", account: "ada", time: "2026-01-02 03:04 UTC" } as const;
const team = { project: "P", team: "Blue", url } as const;

/** Every text, with its required values. */
const samples: { readonly [T in Template]: Values[T] } = {
  "magic-url": { ...recipient, url, phrase },
  "email-otp": { ...recipient, code, phrase },
  verification: { ...recipient, ...change, url },
  recovery: { ...recipient, url },
  invitation: { ...recipient, ...team, inviter: "Grace" },
  "session-alert": {
    ...recipient,
    device: "iPhone",
    client: "Safari",
    ip: "203.0.113.7",
    country: "France",
    time: "2026-03-04 17:05 UTC",
  },
  "password-pause": recipient,
  "email-changed": { ...recipient, ...change },
  "phone-detached": { ...recipient, ...change },
  "identity-linked": { ...recipient, ...change, provider: "GitHub" },
  "phone-changed": { to: "+14155550110", ...change },
  "email-detached": { to: "+14155550110", ...change },
  "mfa-challenge": { ...recipient, code, minutes: 60 },
  "phone-otp": { to: "+14155550110", code },
  "phone-verification": { to: "+14155550110", code },
  "phone-challenge": { to: "+14155550110", code },
  "phone-invitation": { to: "+14155550110", project: "P", url },
};

const isTemplate = (name: string): name is Template => Object.hasOwn(samples, name);
const templates = Object.keys(samples).filter(isTemplate);
const locales = [...languages.keys()];

const composed = (template: Template, locale?: string): Message => compose(template, samples[template], locale);

const isEmail = (message: Message): message is Email => message.type === "email";

/** A text of this project that must be an email. */
function email<T extends Template>(template: T, values: Values[T], locale?: string): Email {
  const message: Message = compose(template, values, locale);
  if (!isEmail(message)) throw new Error(`${template} is no email.`);
  return message;
}

/** The readable text of a page: without tags, and with its entities decoded. */
const readable = (html: string): string =>
  html
    .replace(/<title>.*?<\/title>/s, "")
    .replaceAll(/<a href="[^"]*"[^>]*>(.*?)<\/a>/gs, "$1:")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("In English", () => {
  test.each<[template: Template, subject: string, sentence: string]>([
    ["magic-url", "P Login", "Sign in to P with your secure link. Expires in 1 hour."],
    ["email-otp", "OTP for P Login", "Use OTP 493027 to sign in to P. Expires in 15 minutes."],
    ["verification", "Account Verification for P", "Verify your email to activate your P account."],
    ["recovery", "Password Reset for P", "Reset your P password using the link."],
    ["session-alert", "Security alert: new session on your P account", "New login detected on P"],
    ["password-pause", "Security alert: wrong passwords for your P account", "is paused for a while on devices"],
    ["invitation", "Invitation to Blue Team at P", "Grace invites you to join the team Blue at P."],
    ["mfa-challenge", "Verification Code for P", "Use code 493027 to confirm that it is you"],
  ])("%s has the subject and the sentence that clients look for", (template, subject, sentence) => {
    const message = composed(template);
    expect(message).toMatchObject({ type: "email", to: "ada@mail.example", name: "Ada", template, subject });
    expect(message.text).toContain(sentence);
  });

  test("an email reads like this", () => {
    expect(email("email-otp", samples["email-otp"]).text).toBe(
      `Hello Ada,

Use OTP 493027 to sign in to P. Expires in 15 minutes.

493027

The security phrase for this email is: Brave Falcon. Trust this email only if you were shown the same phrase.

Never pass this code on. If you did not ask to sign in, you can ignore this email.

Thanks, the P team
`,
    );
  });

  test("an alert has the known facts of the sign-in, and leaves out unknown ones", () => {
    const { text } = email("session-alert", { ...samples["session-alert"], device: "", country: "" });
    expect(text).toContain("\n\nTime: 2026-03-04 17:05 UTC\nClient: Safari\nIP address: 203.0.113.7\n\nIf it was you");
  });

  test("an email has a phrase only where one was asked for", () => {
    expect(email("magic-url", samples["magic-url"]).text).toContain("security phrase for this email is: Brave Falcon.");
    expect(email("magic-url", { ...samples["magic-url"], phrase: "" }).text).not.toMatch(/phrase/);
    expect(email("email-otp", { ...samples["email-otp"], phrase: "" }).text).not.toMatch(/phrase/);
  });

  test("omits the greeting and the inviter where there is no name", () => {
    const { text } = email("invitation", { ...samples.invitation, name: "", inviter: "" });
    expect(text).toMatch(/^Hello,\n\nYou are invited to join the team Blue at P\.\n/);
  });
});

describe("A text message", () => {
  test.each(["phone-otp", "phone-verification", "phone-challenge"] as const)("%s is the code alone", (template) => {
    for (const locale of locales) {
      expect(composed(template, locale)).toEqual({ type: "sms", to: "+14155550110", text: code, template });
    }
  });

  test("of an invitation names the team's project and the link, in no words of the inviter", () => {
    expect(composed("phone-invitation").text).toBe(`You are invited to join a team at P: ${url}`);
  });
});

describe.each(locales)("In %s", (locale) => {
  test.each(templates)("%s has all of its values, in HTML and in text", (template) => {
    const message = composed(template, locale);
    const { to: _, ...brought } = samples[template];
    for (const value of Object.values(brought)) expect(message.text).toContain(String(value));
    if (!isEmail(message)) return;
    expect(readable(message.html)).toBe(message.text.replaceAll(/\s+/g, " ").trim());
    expect(message.html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${locale}" dir="ltr">\n`));
    expect(message.subject).toContain("P");
  });

  test("no email fetches anything, or has a script", () => {
    for (const template of templates) {
      const message = composed(template, locale);
      if (!isEmail(message)) continue;
      expect(message.html).not.toMatch(/<(?:img|link|script|style|iframe|svg)|\bsrc=|url\(|@import/i);
      expect(message.html.match(/https?:[^"<\s]*/g) ?? []).toEqual(
        message.html.includes("<a ") ? Array(2).fill(url.replace("&", "&amp;")) : [],
      );
    }
  });

  test("no two texts have one subject", () => {
    const subjects = templates.map((template) => composed(template, locale)).filter(isEmail);
    expect(new Set(subjects.map(({ subject }) => subject)).size).toBe(subjects.length);
  });
});

test("No two languages share a text", () => {
  for (const template of templates.filter((name) => isEmail(composed(name)))) {
    expect(new Set(locales.map((locale) => composed(template, locale).text)).size).toBe(locales.length);
  }
});

test.each<[locale: string | undefined, language: string]>([
  [undefined, "en"],
  ["", "en"],
  ["en-gb", "en"],
  ["de", "de"],
  ["DE", "de"],
  ["pt-br", "pt"],
  ["fr_CA", "fr"],
  ["nl-BE-x-old", "nl"],
  ["ja", "en"],
  ["deutsch", "en"],
  ["__proto__", "en"],
  ["-de", "en"],
])("A client that asks for %j is answered in %s", (locale, language) => {
  expect(email("recovery", samples.recovery, locale).html).toContain(`<html lang="${language}" dir="ltr">`);
});

describe("A text that another user wrote", () => {
  const hostile = {
    name: `Ada</p><script>alert("1")</script>\r\nBcc: eve@mail.example`,
    team: `"Blue" & 'Red' <b>\u2028\u202eteam\u0000`,
    inviter: "Eve\n\n<a href=javascript:alert(1)>",
    url: `https://app.example/"onmouseover="alert(1)?a=1&b=<2>`,
  };

  test("never becomes markup", () => {
    const { html } = email("invitation", { ...samples.invitation, ...hostile });
    expect(html.match(/<\/?[a-z]+/g)).toEqual(email("invitation", samples.invitation).html.match(/<\/?[a-z]+/g));
    expect(html).toContain(`href="https://app.example/&quot;onmouseover=&quot;alert(1)?a=1&amp;b=&lt;2&gt;"`);
    expect(html).toContain("&quot;Blue&quot; &amp; &#39;Red&#39; &lt;b&gt; team");
  });

  test("never ends a line of a header", () => {
    const { name, subject, to } = email("invitation", {
      ...samples.invitation,
      ...hostile,
      to: "ada@mail.example\r\nBcc: eve@mail.example",
    });
    expect(name).toBe(`Ada</p><script>alert("1")</script> Bcc: eve@mail. example`);
    expect(subject).toBe(`Invitation to "Blue" & 'Red' <b> team Team at P`);
    expect(to).toBe("ada@mail.example Bcc: eve@mail.example");
  });

  test("neither does it change what the text says around it", () => {
    const { text } = email("invitation", { ...samples.invitation, ...hostile });
    expect(text.split("\n\n")).toHaveLength(email("invitation", samples.invitation).text.split("\n\n").length);
    for (const character of ["\u0000", "\u202e", "\u2028", "\r"]) expect(text).not.toContain(character);
  });

  test.each<[name: string, shown: string]>([
    ["Ada Lovelace", "Ada Lovelace"],
    ["J. R. R. Tolkien Jr.", "J. R. R. Tolkien Jr."],
    ["Win: see https://evil.example/a?b=c", "Win: see https: //evil. example/a?b=c"],
    ["WWW.Evil.Example", "WWW. Evil. Example"],
    ["evil\u3002example", "evil\u3002 example"],
    ["evil\uff0eexample", "evil\uff0e example"],
    ["http://192.0.2.1", "http: //192. 0. 2. 1"],
    ["tel:+4930100001", "tel: +4930100001"],
    ["x@evil.example/y", "x@evil. example/y"],
    ["evil.example?x@y.example", "evil. example?x@y. example"],
    ["mailto:eve@evil.example", "mailto: eve@evil. example"],
    ["grace@mail.example", "grace@mail.example"],
    ["x".repeat(64), "x".repeat(64)],
    ["🦊".repeat(65), `${"🦊".repeat(63)}…`],
    [`${"x".repeat(62)} ${"y".repeat(9)}`, `${"x".repeat(62)}…`],
  ])("becomes neither a link nor a text of its own: %j", (called, shown) => {
    const named = { name: called, team: called, inviter: called };
    const { name, subject, text } = email("invitation", { ...samples.invitation, ...named });
    expect(name).toBe(shown);
    expect(subject).toBe(`Invitation to ${shown} Team at P`);
    expect(text).toMatch(`Hello ${shown},\n\n${shown} invites you to join the team ${shown} at P.\n`);
  });

  test("keeps letters of every script, and emoji", () => {
    const { text } = email("recovery", { ...samples.recovery, name: "Ада 李 👩‍💻" });
    expect(text).toMatch(/^Hello Ада 李 👩‍💻,\n/);
  });
});
