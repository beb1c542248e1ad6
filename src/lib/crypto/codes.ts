/** Short codes: what is read off one screen and typed into another. */
import { randomInt } from "node:crypto";

/** Six random decimal digits, each code as likely as any other. Whoever takes one bounds how often it may be tried. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");
