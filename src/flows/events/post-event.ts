/** One delivery: the request of an event, signed twice, and the endpoint's response (docs/spec/events.md#deliveries). */
import { eventName, patternsOf } from "../../domain/audit/index.ts";
import type { Credentials, DueEvent, Taken } from "../../domain/webhooks/index.ts";
import { fail, ok, type Result } from "../../errors/result.ts";
import { legacySignature, standardHeaders } from "../../lib/delivery/sign.ts";

/** The timeout of an endpoint's response, in milliseconds. */
const timeoutMs = 10_000;

/** Why an event was not delivered. @param isGone the endpoint answered 410: it wants no more events */
export interface Failure {
  readonly error: string;
  readonly isGone: boolean;
}

/** The id by which an endpoint recognizes a repeated event. It has the time, because a restore of the database may reuse numbers. */
const deliveryId = ({ createdAt, seq }: Pick<DueEvent, "createdAt" | "seq">): string =>
  `evt_${seq}_${createdAt.toString(36)}`;

/** Header values are Latin-1: other characters are sent as `%XX`. */
const headerText = (text: string): string => text.toWellFormed().replaceAll(/[^\x20-\x7e]+/g, encodeURIComponent);

/** The parts of a delivery. */
interface Delivery {
  readonly webhook: Pick<Taken, "id" | "name" | "url">;
  readonly credentials: Credentials;
  readonly projectId: string;
  readonly event: DueEvent;
  /** @throws Error where the body cannot be made */
  readonly body: () => string;
}

function headersOf({ credentials, event, projectId, webhook }: Delivery, body: string, now: number) {
  const { authorization, secrets } = credentials;
  return {
    "content-type": "application/json",
    "user-agent": "Rollcall",
    ...(authorization !== null && { authorization }),
    ...standardHeaders(secrets, { id: deliveryId(event), now, body }),
    "x-appwrite-webhook-id": webhook.id,
    "x-appwrite-webhook-events": [eventName(event), ...patternsOf(event).slice(1)].join(","),
    "x-appwrite-webhook-name": headerText(webhook.name),
    "x-appwrite-webhook-user-id": event.actorType === "user" ? event.actorId : "",
    "x-appwrite-webhook-project-id": projectId,
    "x-appwrite-webhook-signature": legacySignature(secrets[0], webhook.url, body),
  };
}

/** The request of an event; null: a row of the database cannot be read. */
function requestOf(delivery: Delivery): RequestInit | null {
  try {
    const body = delivery.body();
    return { method: "POST", headers: headersOf(delivery, body, Date.now()), body, redirect: "manual" };
  } catch {
    return null;
  }
}

/** Posts an event. A redirect is a failure: it would take the event to an address that the webhook's owner has not named. */
export async function postEvent(delivery: Delivery): Promise<Result<null, Failure>> {
  const request = requestOf(delivery);
  if (request === null) return fail({ error: "The body of the event could not be made.", isGone: false });
  try {
    const response = await fetch(delivery.webhook.url, { ...request, signal: AbortSignal.timeout(timeoutMs) });
    // Only the status counts, so the body is not read.
    response.body?.cancel().catch(() => undefined);
    if (response.ok) return ok(null);
    return fail({ error: `The endpoint answered ${response.status}.`, isGone: response.status === 410 });
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const what = isLate ? `did not answer within ${timeoutMs / 1_000} s` : "could not be reached";
    return fail({ error: `The endpoint ${what}.`, isGone: false });
  }
}
