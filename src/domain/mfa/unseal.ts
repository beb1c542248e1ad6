/** Opens the sealed secrets of factors. */
import { open } from "../../lib/crypto/box.ts";
import { type SealedColumn, sealedContext } from "../../storage/sealed.ts";
import type { Config } from "../context/index.ts";

/**
 * @param id of the row
 * @throws Error if it was sealed with a secret that is no longer configured: the operator must know of the loss
 */
export async function unseal(
  { secretKeys }: Config,
  column: SealedColumn,
  id: string,
  sealed: string,
): Promise<string> {
  const context = sealedContext(column, id);
  const opened = await open(secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return opened.value;
}
