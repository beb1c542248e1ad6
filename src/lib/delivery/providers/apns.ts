/** Apple's push notification service: stored, not sent through. */
import { credential, type MessagingProvider, option } from "../provider.ts";

export const apns: MessagingProvider = {
  name: "apns",
  type: "push",
  fields: {
    authKey: credential(),
    authKeyId: credential(),
    teamId: credential(),
    bundleId: credential(),
    sandbox: option({ type: "boolean" }, false),
  },
  needs: ["authKey", "authKeyId", "teamId", "bundleId"],
  adapter: null,
};
