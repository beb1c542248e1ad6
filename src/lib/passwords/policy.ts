/**
 * The project's rules for new passwords (docs/spec/project.md#policy-effects). They do not apply to imported hashes.
 * Pure.
 */
import { lazy } from "../lazy/lazy.ts";
import commonPasswords from "./common-passwords.txt";

export interface PasswordPolicy {
  /** Bytes of UTF-8. */
  readonly passwordMin: number;
  readonly passwordUppercase: boolean;
  readonly passwordLowercase: boolean;
  readonly passwordNumber: boolean;
  readonly passwordSymbols: boolean;
}

const utf8 = new TextEncoder();

/** The kinds of characters that a project can require, as a pattern and in words. */
const kinds = [
  { setting: "passwordUppercase", pattern: /[A-Z]/, words: "an uppercase letter" },
  { setting: "passwordLowercase", pattern: /[a-z]/, words: "a lowercase letter" },
  { setting: "passwordNumber", pattern: /\d/, words: "a digit" },
  { setting: "passwordSymbols", pattern: /[^\p{L}\p{N}\s]/u, words: "a symbol" },
] as const;

/** @returns a sentence with all requirements; null: the password meets them */
export function weaknessOf(password: string, policy: PasswordPolicy): string | null {
  const asked = kinds.filter(({ setting }) => policy[setting]);
  const isStrong =
    utf8.encode(password).length >= policy.passwordMin && asked.every(({ pattern }) => pattern.test(password));
  if (isStrong) return null;
  const list = [`at least ${policy.passwordMin} characters`, ...asked.map(({ words }) => words)];
  return `Password must have ${list.join(", ")}.`;
}

/** The personal data of a password's user. */
export interface Personal {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Whether a password contains personal data of its user, in any case (docs/spec/account.md#passwords). */
export function isPersonal(password: string, { email, id, name, phone }: Personal): boolean {
  const lower = password.toLowerCase();
  const known = [id, name, email ?? "", email?.split("@")[0] ?? "", phone ?? "", phone?.replace("+", "") ?? ""];
  return known.some((text) => text !== "" && lower.includes(text.toLowerCase()));
}

const common = lazy((): ReadonlySet<string> => new Set(commonPasswords.split("\n")));

/** Whether a password is one of the 10,000 most common, unchanged or in lower case. */
export const isCommon = (password: string): boolean => common().has(password) || common().has(password.toLowerCase());
