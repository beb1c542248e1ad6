/** Asks a deployed Worker whether it answers. */
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 2_000;

/** Sends one request. @returns "answers", or a phrase with the failure */
async function ask(endpoint: string, project: string): Promise<string> {
  try {
    const headers = { "x-appwrite-project": project, connection: "close" };
    const response = await fetch(`${endpoint}/health/version`, { headers, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    if (response.ok) return "answers";
    return `answers ${response.status}: ${text.slice(0, 300).trim()}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/**
 * Polls an endpoint until it answers: a new address takes a while.
 * @param waitSeconds 0: no request is sent
 * @returns null: it answers, or no request was sent; otherwise a description of the last answer
 */
export async function describeSilence(endpoint: string, project: string, waitSeconds: number): Promise<string | null> {
  const deadline = performance.now() + waitSeconds * 1_000;
  if (waitSeconds === 0) return null;
  for (;;) {
    const said = await ask(endpoint, project);
    if (said === "answers") return null;
    if (performance.now() + pollMs > deadline) return said;
    await sleep(pollMs);
  }
}
