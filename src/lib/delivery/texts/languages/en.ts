import type { Language } from "../language.ts";

/**
 * English. It contains the sentences of docs/spec/account.md#messages to the letter, because Appwrite's own tests assert them.
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
  verification: (project, account, time) => ({
    subject: `Account Verification for ${project}`,
    lead: `Verify your email to activate your ${project} account. The link expires in 1 hour.`,
    label: "Verify this email",
    asked: `Account ${account} asked for this link on ${time}.`,
    note: "If this is not your account, or you did not ask for this, you can ignore this email: do not follow the link.",
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
    lead: `New login detected on ${project}: your account was signed in to.`,
    labels: { device: "Device", client: "Client", ip: "IP address", country: "Country", time: "Time" },
    note: "If it was you, there is nothing to do. If not, change your password and end your sessions.",
  }),
  passwordPause: (project) => ({
    subject: `Security alert: wrong passwords for your ${project} account`,
    lead: `Several wrong passwords were tried for your ${project} account. Signing in with the password is paused for a while on devices that you have not used before.`,
    note: "Your account is safe as long as only you know the password. You can sign in on a device that you have used before, with a link or a code, or set a new password.",
  }),
  mfaChallenge: (project, code, minutes) => ({
    subject: `Verification Code for ${project}`,
    lead: `Use code ${code} to confirm that it is you who signs in to ${project}. Expires in ${minutes} minutes.`,
    note: "Never pass this code on. If you are not signing in, another person knows your password: change it.",
  }),
  emailChanged: ({ account, project, time }) => ({
    subject: `The email of your ${project} account was changed`,
    lead: `The email of your account ${account} at ${project} was changed on ${time}. Messages no longer come here.`,
    note: "If it was you, there is nothing to do. If not, contact the support of the app at once.",
  }),
  phoneDetached: ({ account, project, time }) => ({
    subject: `A phone number was removed from your ${project} account`,
    lead: `The phone number of your account ${account} at ${project} was removed on ${time}: its owner has proved that it is theirs, and your account had not.`,
    note: "Everything else in your account is as it was. You can add another number.",
  }),
  identityLinked: ({ account, project, time }, provider) => ({
    subject: `Security alert: new way to sign in to your ${project} account`,
    lead: `Since ${time}, an account at ${provider} can sign in to your account ${account} at ${project}.`,
    note: "If it was you, there is nothing to do. If not, remove it in your account and end your sessions.",
  }),
  phoneChanged: ({ account, project, time }) =>
    `The phone number of your account ${account} at ${project} was changed on ${time}. If it was not you, contact its support.`,
  emailDetached: ({ account, project, time }) =>
    `The email of your account ${account} at ${project} was removed on ${time}: its owner has proved that it is theirs.`,
  phoneInvitation: (project, url) => `You are invited to join a team at ${project}: ${url}`,
};
