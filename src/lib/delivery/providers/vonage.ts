/**
 * Vonage's SMS API: https://developer.vonage.com/en/api/sms. It answers 200 to refused messages too: the status of each
 * part of the message says whether it was accepted. It has no idempotency key.
 */
import * as v from "valibot";
import { formType, textOf } from "../adapter.ts";
import { credential, type MessagingProvider, option } from "../provider.ts";

const answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ messages: v.pipe(v.array(v.object({ status: v.string() })), v.minLength(1)) }),
);

/** The temporary errors: throttled, internal error, too many connections. */
const retryable: ReadonlySet<string> = new Set(["1", "5", "10"]);

/** About the characters of GSM 03.38. A text with any other must be sent as Unicode, or that arrives as a question mark. */
const isPlain = (text: string): boolean => /^[\x20-\x5F\x61-\x7E\n\r£¥èéùìòÇØøÅåÄÖÑÜ§äöñüàß]*$/.test(text);

export const vonage: MessagingProvider = {
  name: "vonage",
  type: "sms",
  fields: { from: option(), apiKey: credential(), apiSecret: credential() },
  needs: ["from", "apiKey", "apiSecret"],
  adapter: {
    label: "Vonage",
    request: ({ text, to }, { credentials, options }) => ({
      url: "https://rest.nexmo.com/sms/json",
      headers: formType,
      body: new URLSearchParams({
        api_key: textOf(credentials, "apiKey"),
        api_secret: textOf(credentials, "apiSecret"),
        from: textOf(options, "from"),
        // It takes numbers without the plus sign.
        to: to.replace(/^\+/, ""),
        text,
        type: isPlain(text) ? "text" : "unicode",
      }).toString(),
    }),
    judge(body) {
      const parsed = v.safeParse(answer, body);
      if (!parsed.success) return { error: "The response of Vonage has no status.", isFinal: false };
      const refused = parsed.output.messages.find(({ status }) => status !== "0")?.status;
      if (refused === undefined) return null;
      return { error: `Vonage answered status ${refused.slice(0, 8)}.`, isFinal: !retryable.has(refused) };
    },
  },
};
