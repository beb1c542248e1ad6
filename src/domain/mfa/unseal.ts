/** Opens what factors are kept as. */
import { open } from "../../lib/crypto/box.ts";
import { type SealedColumn, sealedContext } from "../../storage/sealed.ts";
import type { Config } from "../context/index.ts";

/**
 * @param id of the row
 * @throws Error where it was sealed with a secret that is no longer known: it is lost, and the operator must know
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
