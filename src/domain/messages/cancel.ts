/** Cancels pending messages to an address that their user no longer has. */
import type { Template } from "../../lib/delivery/texts/index.ts";
import { build, inArray, not, type Statement, type Where, where } from "../../lib/sql/index.ts";
import { messages } from "../../storage/schema/index.ts";
import { seqOf } from "../../storage/user-key.ts";
import type { Context } from "../context/index.ts";
import { terminal } from "./outcome.ts";
import type { MessageType } from "./store.ts";

/** Security alerts. They are not cancelled, so a thief who changes the address cannot suppress them. */
const notices: readonly Template[] = [
  "email-changed",
  "phone-changed",
  "email-detached",
  "phone-detached",
  "identity-linked",
  "password-pause",
];

/**
 * A statement that cancels the pending messages of a type to the user that `self` picks. A message that is being sent
 * may still arrive.
 */
export const cancelMessages = ({ now }: Context, self: Where<"users">, type: MessageType): Statement =>
  build
    .update(messages)
    .set({ ...terminal, status: "failed", error: "The user no longer has the address.", updatedAt: now })
    .where(
      where(
        messages,
      )`${messages.userSeq} = ${seqOf(self)} AND ${messages.status} = 'processing' AND ${messages.type} = ${type}
        AND ${not(inArray(messages.template, notices))}`,
    );
