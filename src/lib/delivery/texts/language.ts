/** What a language words. Names and codes stand in its texts as they are; letter.ts escapes. */

/** An email that says one thing. */
export interface Wording {
  readonly subject: string;
  /** What it is about. */
  readonly lead: string;
  /** What to do where it was not asked for. */
  readonly note: string;
}

/** An email that leads somewhere. */
export interface LinkWording extends Wording {
  /** Of the link. */
  readonly label: string;
}

/** Which team somebody is invited to. */
interface Invitation {
  readonly project: string;
  readonly team: string;
  /** Who invites, "" where that is not known. */
  readonly inviter: string;
}

/** What is told of a sign-in. */
export const sessionFacts = ["time", "device", "client", "ip", "country"] as const;

export interface Language {
  /** BCP 47, without a region. */
  readonly tag: string;
  /** @param name "" where there is none */
  readonly greeting: (name: string) => string;
  readonly phrase: (phrase: string) => string;
  readonly signature: (project: string) => string;
  readonly magicUrl: (project: string) => LinkWording;
  readonly emailOtp: (project: string, code: string) => Wording;
  readonly verification: (project: string) => LinkWording;
  readonly recovery: (project: string) => LinkWording;
  readonly invitation: (invitation: Invitation) => LinkWording;
  readonly sessionAlert: (
    project: string,
  ) => Wording & { readonly labels: Readonly<Record<(typeof sessionFacts)[number], string>> };
  /** Wrong passwords have paused an account. */
  readonly passwordPause: (project: string) => Wording;
  readonly mfaChallenge: (project: string, code: string, minutes: number) => Wording;
  /** Strangers are sent it: nothing in it is worded by whoever invites. */
  readonly phoneInvitation: (project: string, url: string) => string;
}
