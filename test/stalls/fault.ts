/** D1 that fails one batch, in each of the ways of docs/spec/stalls.md. */
import type { Fault } from "./table.ts";

export const overloaded = () => new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
const lost = () => new Error("D1_ERROR: Network connection lost.");

/**
 * Sends a batch as D1 with a fault does.
 * @param at 0: the batch that fails; 1: the next one, which is its second try if it has one; all others pass
 * @param released is fulfilled when D1 comes back
 */
export async function sendWith<T>(
  fault: Fault,
  at: number,
  send: () => Promise<T>,
  released: Promise<unknown>,
): Promise<T> {
  if (at < 0 || at > 1) return send();
  if (fault === "refused twice") throw overloaded();
  if (at === 1) return send();
  switch (fault) {
    case "slow":
      await scheduler.wait(20);
      return send();
    case "refused once":
      throw overloaded();
    case "silent, and never run":
      await released;
      throw lost();
    case "committed, and the answer is lost":
      await send();
      throw lost();
    case "committed after 80 s":
      await released;
      return send();
  }
}

/** Whether D1 does not answer before the deadline. */
export const isSilent = (fault: Fault): boolean =>
  fault === "silent, and never run" || fault === "committed after 80 s";
