/** The parameters of targets (docs/spec/messaging.md). */
import { oneOf, text } from "./text.ts";

/** The channel of a target's messages. */
export const providerType = oneOf(["email", "sms", "push"]);

/** An identifier of any target type. */
export const identifier = text(255);
