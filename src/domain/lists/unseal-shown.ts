/** Opens sealed columns of rows that are shown: a column that cannot be opened must not fail the whole list. */
import { open } from "../../lib/crypto/box.ts";
import { type SealedColumn, sealedContext } from "../../storage/sealed.ts";
import type { Config } from "../context/index.ts";

/**
 * @param id of the row
 * @returns the text; null if it was sealed with a secret that is no longer configured, which is logged for the operator
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
