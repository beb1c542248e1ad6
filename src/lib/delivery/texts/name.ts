/** Names in messages: a user must not be able to send strangers a text and a link by way of a name. Pure. */
import { lazy } from "../../lazy/lazy.ts";
import { oneLine } from "../one-line.ts";

/** Code points of a name that a message shows: more than most names have, and too few for a message of its own. */
const lengthMax = 64;

/** The email stands in for a missing name. Mail programs turn it into nothing worse than a link to write to them. */
const isEmail = (text: string): boolean => /^[\p{L}\p{N}._+-]+@[\p{L}\p{N}.-]+$/u.test(text);

/** Where the parts of a link meet, such as of `https://host.example` or `tel:+49`. */
const joints = lazy(() => /[.:\u3002\uff0e\uff61](?=[\p{L}\p{N}/+])/gu);

/** A name as a message shows it: one line, of at most 64 code points, in which mail programs find no link. */
export function plainName(name: string): string {
  const line = oneLine(name);
  const plain = isEmail(line) ? line : line.replace(joints(), "$& ");
  const points = [...plain];
  if (points.length <= lengthMax) return plain;
  const shown = points.slice(0, lengthMax - 1).join("");
  return `${shown.trimEnd()}…`;
}
