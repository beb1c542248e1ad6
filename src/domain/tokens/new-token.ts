/** New tokens, before they are written. */
import { generateId } from "../../lib/crypto/ids.ts";
import type { Context } from "../context/index.ts";
import { recipes, type TokenType } from "./secrets.ts";

/** A token that is about to be written. */
export interface NewToken {
  readonly id: string;
  readonly type: TokenType;
  readonly secret: string;
  /** Milliseconds since the Unix epoch. */
  readonly expire: number;
}

/** A token that is sent to its user. */
export function newToken({ now }: Context, type: keyof typeof recipes): NewToken {
  const { makeSecret, seconds } = recipes[type];
  return { id: generateId(now), type, secret: makeSecret(), expire: now + seconds * 1000 };
}
