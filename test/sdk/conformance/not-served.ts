/**
 * Methods of the SDKs that are not served, and their services. The lists can only shrink: a method on a list gets the error
 * for an unknown route, and every other method has a case.
 */
import type { Sdk } from "../harness/sdks.ts";

const cloud = "what upstream serves in its cloud alone";
const idTokens = "signing in with an id token that an app has got by itself";
const installations = "apps that act for teams, which stay out of this project";
const messages = "messages of your own, which stay out of this project";
const oauth2Server = "being an OAuth2 provider, which stays out of this project";

const notServed: Readonly<Record<keyof Sdk["methods"], Readonly<Record<string, string>>>> = {
  users: {},
  account: {
    createIdTokenSession: idTokens,
    createRecoveryOTP: cloud,
    updateRecoveryOTP: cloud,
    createEmailVerificationOTP: cloud,
    updateEmailVerificationOTP: cloud,
    listConsents: oauth2Server,
    getConsent: oauth2Server,
    deleteConsent: oauth2Server,
    listConsentTokens: oauth2Server,
    getConsentToken: oauth2Server,
    deleteConsentToken: oauth2Server,
  },
  teams: Object.fromEntries(
    `listInstallations createInstallation getInstallation updateInstallation deleteInstallation`
      .split(" ")
      .map((name) => [name, installations]),
  ),
  messaging: Object.fromEntries(
    `createEmail updateEmail createPush updatePush createSms updateSms createSMS updateSMS delete
    listMessageLogs listTargets listProviderLogs listTopics createTopic getTopic updateTopic deleteTopic listTopicLogs
    listSubscribers createSubscriber getSubscriber deleteSubscriber listSubscriberLogs`
      .split(/\s+/)
      .map((name) => [name, messages]),
  ),
};

/** The methods of a service that are not served. */
export const notServedOf = (service: keyof Sdk["methods"], methods: readonly string[]): readonly string[] =>
  methods.filter((name) => name in notServed[service]);
