/** Values that valid requests carry. */

/** A user with every field of a creation: an email, a phone, a name of two words. */
export const newUser = (userId: string) => ({
  userId,
  email: `${userId}@mail.example`,
  phone: phoneOf(userId),
  name: "Ada Lovelace",
});

/** A different phone number for every id: the last digits are a hash of it. */
export const phoneOf = (userId: string): string => `+49${String(numberOf(userId)).padStart(9, "1")}`;

/** A different number for every id. */
export function numberOf(id: string): number {
  let hash = 7;
  for (const unit of id) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 1_000_000_000;
  return hash;
}

/** The redirect URL of mailed links. */
export const appUrl = "http://localhost/welcome";

/** The password of every user here who has one. */
export const password = "correct horse battery staple";

/** Half a minute from now: an expiry that a longer-lived key may give. */
export const soon = () => new Date(Date.now() + 30_000).toISOString();

/** A key that every key with the right to make keys can make, and that lives for half a minute. */
export const newKey = (keyId: string) => ({ keyId, name: "Deploy", scopes: ["keys.write"], expire: soon() });

/** The identifier of the user's device. */
export const deviceOf = (userId: string) => `${userId}'s phone`;

/** A webhook with an unreachable endpoint and few events. */
export const newWebhook = (webhookId: string) => ({
  webhookId,
  url: "https://hooks.invalid/rollcall",
  name: "CRM",
  events: ["providers.*.delete"],
});
