/** Opens sealed columns of rows that are shown: one that is lost must not take the other rows of a list with it. */
import { open } from "../../lib/crypto/box.ts";
import { type SealedColumn, sealedContext } from "../../storage/sealed.ts";
import type { Config } from "../context/index.ts";

/**
 * @param id of the row
 * @returns the text; null where it was sealed with a secret that is no longer known, which is logged for the operator
 */
export async function unsealShown(
  { secretKeys }: Config,
  column: SealedColumn,
  id: string,
  sealed: string,
): Promise<string | null> {
  const context = sealedContext(column, id);
  const opened = await open(secretKeys, context, sealed);
  if (opened.ok) return opened.value;
  console.error(JSON.stringify({ level: "error", sealed: context, error: opened.error }));
  return null;
}
