/** Names of settings as people read them. Pure. */

const labels: Readonly<Record<string, string>> = {
  apiKey: "API key",
  apiSecret: "API secret",
  autoTLS: "TLS where the server has it",
  fromEmail: "From, the email",
  fromName: "From, the name",
  isEuRegion: "In the EU region",
  maxAge: "Seconds after which the provider asks again",
  p8File: "Private key, the .p8 file",
  replyToEmail: "Replies to, the email",
  replyToName: "Replies to, the name",
  serviceAccountJSON: "Service account, as JSON",
  authorizationURL: "Authorization URL",
  tokenURL: "Token URL",
  userInfoURL: "User info URL",
  wellKnownURL: "Issuer, or the address of its configuration",
};

/** @param name the name in the API; a name without a label is split into words */
export const labelOf = (name: string): string =>
  labels[name] ??
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());
