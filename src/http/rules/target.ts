/** The parameters of targets (docs/spec/messaging.md). */
import { oneOf, text } from "./text.ts";

/** How messages get to a target. */
export const providerType = oneOf(["email", "sms", "push"]);

/** Any identifier, whatever the type. */
export const identifier = text(255);
