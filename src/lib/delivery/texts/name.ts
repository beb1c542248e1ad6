/** Names in messages: a user must not be able to send strangers a text or a link as a name. Pure. */
import { lazy } from "../../lazy/lazy.ts";
import { oneLine } from "../one-line.ts";

/** Code points of a name that a message shows: more than most names have, and too few for a hidden message. */
const lengthMax = 64;

/** The email replaces a missing name. Mail programs at most turn it into a link that opens a new email. */
const isEmail = (text: string): boolean => /^[\p{L}\p{N}._+-]+@[\p{L}\p{N}.-]+$/u.test(text);

/** The separators inside a link, such as `https://host.example` or `tel:+49`. */
const joints = lazy(() => /[.:\u3002\uff0e\uff61](?=[\p{L}\p{N}/+])/gu);

/** Makes a name safe for a message: one line of at most 64 code points, in which mail programs detect no link. */
export function plainName(name: string): string {
  const line = oneLine(name);
  const plain = isEmail(line) ? line : line.replace(joints(), "$& ");
  const points = [...plain];
  if (points.length <= lengthMax) return plain;
  const shown = points.slice(0, lengthMax - 1).join("");
  return `${shown.trimEnd()}…`;
}
