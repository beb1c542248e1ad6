/** The texts of a language. Names and codes are inserted as they are; letter.ts escapes. */

/** An email with one paragraph. */
export interface Wording {
  readonly subject: string;
  /** The first paragraph. */
  readonly lead: string;
  /** The advice for a recipient who did not ask for the message. */
  readonly note: string;
}

/** An email with a link. */
export interface LinkWording extends Wording {
  /** The text of the link. */
  readonly label: string;
}

/** The team of an invitation. */
interface Invitation {
  readonly project: string;
  readonly team: string;
  /** The inviter's name; "" if it is unknown. */
  readonly inviter: string;
}

/** The facts of a sign-in in its alert. */
export const sessionFacts = ["time", "device", "client", "ip", "country"] as const;

/** The values of a notice about a change. */
export interface Notice {
  readonly project: string;
  /** The id of the account. */
  readonly account: string;
  readonly time: string;
}

export interface Language {
  /** BCP 47, without a region. */
  readonly tag: string;
  /** @param name "" for none */
  readonly greeting: (name: string) => string;
  readonly phrase: (phrase: string) => string;
  readonly signature: (project: string) => string;
  readonly magicUrl: (project: string) => LinkWording;
  readonly emailOtp: (project: string, code: string) => Wording;
  /** `asked` names the account that requested the link, and the time. */
  readonly verification: (project: string, account: string, time: string) => LinkWording & { readonly asked: string };
  readonly recovery: (project: string) => LinkWording;
  readonly invitation: (invitation: Invitation) => LinkWording;
  readonly sessionAlert: (
    project: string,
  ) => Wording & { readonly labels: Readonly<Record<(typeof sessionFacts)[number], string>> };
  /** Wrong passwords have paused an account. */
  readonly passwordPause: (project: string) => Wording;
  readonly mfaChallenge: (project: string, code: string, minutes: number) => Wording;
  readonly emailChanged: (notice: Notice) => Wording;
  readonly phoneDetached: (notice: Notice) => Wording;
  readonly identityLinked: (notice: Notice, provider: string) => Wording;
  readonly phoneChanged: (notice: Notice) => string;
  readonly emailDetached: (notice: Notice) => string;
  /** The recipient may be a stranger, so the text has no words of the inviter. */
  readonly phoneInvitation: (project: string, url: string) => string;
}
