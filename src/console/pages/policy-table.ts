/** The console's texts for policies and sign-in methods. The API gives the list of them, and their values. */

/** A field that is a switch, or a number. */
interface PolicyField {
  /** The name of the field in the API. */
  readonly name: string;
  readonly label: string;
  readonly kind: "switch" | "number";
  readonly hint?: string;
  /** A number for which the API takes null: the form leaves it empty. */
  readonly canBeNone?: true;
}

export interface PolicyText {
  readonly title: string;
  /** Its effect. */
  readonly said: string;
  readonly fields: readonly PolicyField[];
}

const toggle = (name: string, label: string): PolicyField => ({ name, label, kind: "switch" });
const enabled = (label: string): readonly PolicyField[] => [toggle("enabled", label)];
const number = (name: string, label: string, hint: string): PolicyField => ({ name, label, kind: "number", hint });

/** The policies by their ids, in groups. */
export const policyGroups = [
  ["Passwords", ["password-strength", "password-dictionary", "password-personal-data", "password-history"]],
  ["Sessions", ["session-duration", "session-limit", "session-alert", "session-invalidation"]],
  ["Second factor", ["mfa-factors"]],
  ["Users and teams", ["user-limit", "membership-privacy"]],
] as const;

/** By the id of the policy. */
export const policyTexts: Readonly<Record<string, PolicyText>> = {
  "password-strength": {
    title: "New passwords",
    said: "The requirements for new passwords. Existing passwords stay valid.",
    fields: [
      number("min", "Length at least", "8 to 256 bytes: a letter with an accent has two."),
      toggle("uppercase", "An upper-case letter"),
      toggle("lowercase", "A lower-case letter"),
      toggle("number", "A digit"),
      toggle("symbols", "A symbol"),
    ],
  },
  "password-dictionary": {
    title: "Common passwords",
    said: "New passwords that are among the most common ones are refused.",
    fields: enabled("Refuse common passwords"),
  },
  "password-history": {
    title: "Former passwords",
    said: "Users cannot reuse their last passwords.",
    fields: [{ ...number("total", "Passwords to remember", "1 to 20. Empty: none."), canBeNone: true }],
  },
  "password-personal-data": {
    title: "Personal data in passwords",
    said: "New passwords with the user's own name, email or phone in them are refused.",
    fields: enabled("Refuse personal data"),
  },
  "session-duration": {
    title: "Length of sessions",
    said: "For new sessions. Open sessions keep their expiry.",
    fields: [number("duration", "Seconds", "60 to 31536000, a year")],
  },
  "session-limit": {
    title: "Sessions of a user",
    said: "A further sign-in ends the oldest session.",
    fields: [number("total", "Sessions", "1 to 100")],
  },
  "session-alert": {
    title: "Alerts",
    said: "Users get an email about each sign-in, except their first one and those by a mailed link or code.",
    fields: enabled("Send alerts"),
  },
  "session-invalidation": {
    title: "After a new password",
    said: "The user's other sessions end when the password changes.",
    fields: enabled("End the other sessions"),
  },
  "user-limit": {
    title: "Number of users",
    said: "Guests cannot sign up beyond this number. API keys can still create users.",
    fields: [{ ...number("total", "Users at most", "Up to 10000. Empty: no limit."), canBeNone: true }],
  },
  "membership-privacy": {
    title: "Members of teams",
    said: "The details that members of a team see of each other.",
    fields: [
      toggle("userId", "Id"),
      toggle("userName", "Name"),
      toggle("userEmail", "Email"),
      toggle("userPhone", "Phone"),
      toggle("userMFA", "Whether MFA is on"),
      toggle("userAccessedAt", "When last seen"),
    ],
  },
  "mfa-factors": {
    title: "Second factors",
    said: "The second factors that users with MFA may use.",
    fields: [
      toggle("totp", "Authenticator app"),
      toggle("email", "Email"),
      toggle("phone", "Phone"),
      toggle("custom", "Factors of your own"),
      toggle("oauth2", "A provider's sign-in counts as two factors"),
    ],
  },
};

/** By the id of the method. */
export const methodTexts: Readonly<Record<string, string>> = {
  "email-password": "Email and password",
  "magic-url": "Link by email",
  "email-otp": "Code by email",
  phone: "Code by text message",
  anonymous: "Anonymous sessions",
  invites: "Invitations to teams",
  jwt: "JWTs",
};
