/** The use of a key: the caller that it identifies, and when the use is recorded (docs/spec/keys.md#key-use). Pure. */
import type { KeyRow } from "../../models/key.ts";
import type { KeyCaller, KeyLookupContext } from "../context/index.ts";

/** The interval at which the use of a key is recorded, in milliseconds. */
const day = 86_400_000;

/** SDKs whose use is recorded, in lower case. */
const knownSdks: ReadonlySet<string> = new Set([
  "node.js",
  "php",
  "python",
  "ruby",
  "go",
  ".net",
  "dart",
  "kotlin",
  "swift",
  "rust",
  "graphql",
  "rest",
]);

export const toCaller = ({ id, createdAt, name, scopes, expire }: KeyRow): KeyCaller => ({
  kind: "key",
  id,
  createdAt,
  name,
  scopes: new Set(scopes),
  expire,
  isEphemeral: false,
});

/** @returns the changes that record a use of the key; null: the last record is still current */
export function useOf(
  key: KeyRow,
  { now, sdk }: Pick<KeyLookupContext, "now" | "sdk">,
): Pick<KeyRow, "accessedAt" | "sdks"> | null {
  // The bearer of an expired key is refused, and has not used it.
  if (key.expire !== null && key.expire <= now) return null;
  const name = sdk.toLowerCase();
  const isNew = knownSdks.has(name) && !key.sdks.includes(name);
  const isDue = key.accessedAt === null || now - key.accessedAt >= day;
  return isNew || isDue ? { accessedAt: now, sdks: isNew ? [...key.sdks, name] : key.sdks } : null;
}
