/** Identifiers of targets: emails, phone numbers, and the tokens of push services (docs/spec/users.md#targets). */
import { AppError } from "../../errors/app-error.ts";
import { isEmail } from "../../lib/addresses/email.ts";
import { isPhone } from "../../lib/addresses/phone.ts";

const types = ["email", "sms", "push"] as const;

export type TargetType = (typeof types)[number];

/** The format of the identifiers of a type; those of devices have none. */
const shapes: Readonly<Partial<Record<string, (identifier: string) => boolean>>> = { email: isEmail, sms: isPhone };

const fits = (type: string, identifier: string): boolean => shapes[type]?.(identifier) ?? true;

/** The types of target that an identifier can be of. */
export const typesOf = (identifier: string): readonly TargetType[] => types.filter((type) => fits(type, identifier));

/** @throws AppError `general_invalid_email`, `general_invalid_phone` */
export function assertIdentifier(type: string, identifier: string): void {
  if (fits(type, identifier)) return;
  throw new AppError(type === "email" ? "general_invalid_email" : "general_invalid_phone");
}
