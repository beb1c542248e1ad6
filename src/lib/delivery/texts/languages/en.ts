import type { Language } from "../language.ts";

/**
 * English. The sentences of docs/spec/account.md#messages stand here to the letter: Appwrite's own tests ask for them.
 */
export const en: Language = {
  tag: "en",
  greeting: (name) => (name === "" ? "Hello," : `Hello ${name},`),
  phrase: (phrase) =>
    `The security phrase for this email is: ${phrase}. Trust this email only if you were shown the same phrase.`,
  signature: (project) => `Thanks, the ${project} team`,
  magicUrl: (project) => ({
    subject: `${project} Login`,
    lead: `Sign in to ${project} with your secure link. Expires in 1 hour.`,
    label: `Sign in to ${project}`,
    note: "If you did not ask to sign in, you can ignore this email.",
  }),
  emailOtp: (project, code) => ({
    subject: `OTP for ${project} Login`,
    lead: `Use OTP ${code} to sign in to ${project}. Expires in 15 minutes.`,
    note: "Never pass this code on. If you did not ask to sign in, you can ignore this email.",
  }),
  verification: (project) => ({
    subject: `Account Verification for ${project}`,
    lead: `Verify your email to activate your ${project} account. The link expires in 1 hour.`,
    label: "Verify this email",
    note: "If this is not your account, you can ignore this email.",
  }),
  recovery: (project) => ({
    subject: `Password Reset for ${project}`,
    lead: `Reset your ${project} password using the link. Expires in 1 hour.`,
    label: "Reset the password",
    note: "If you did not ask for a new password, you can ignore this email: the old one stays.",
  }),
  invitation: ({ project, team, inviter }) => ({
    subject: `Invitation to ${team} Team at ${project}`,
    lead:
      inviter === ""
        ? `You are invited to join the team ${team} at ${project}.`
        : `${inviter} invites you to join the team ${team} at ${project}.`,
    label: "Accept the invitation",
    note: "If you do not want to join, you can ignore this email.",
  }),
  sessionAlert: (project) => ({
    subject: `Security alert: new session on your ${project} account`,
    lead: `New login detected on ${project}: somebody has signed in to your account.`,
    labels: { device: "Device", client: "Client", ip: "IP address", country: "Country", time: "Time" },
    note: "If it was you, there is nothing to do. If not, change your password and end your sessions.",
  }),
  passwordPause: (project) => ({
    subject: `Security alert: wrong passwords for your ${project} account`,
    lead: `Somebody has tried several wrong passwords for your ${project} account. Signing in with the password is paused for a while on devices that you have not used before.`,
    note: "Your account is safe as long as nobody else knows the password. You can sign in on a device that you have used before, with a link or a code, or set a new password.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Verification Code for ${project}`,
    lead: `Use code ${code} to confirm that it is you who signs in to ${project}. Expires in ${minutes} minutes.`,
    note: "Never pass this code on. If you are not signing in, somebody knows your password: change it.",
  }),
  phoneInvitation: (project, url) => `You are invited to join a team at ${project}: ${url}`,
};
