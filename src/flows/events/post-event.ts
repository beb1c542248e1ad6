/** One delivery: the request of an event, signed twice, and what the endpoint makes of it (docs/spec/events.md#deliveries). */
import { eventName, patternsOf } from "../../domain/audit/index.ts";
import type { Credentials, DueEvent, Taken } from "../../domain/webhooks/index.ts";
import { fail, ok, type Result } from "../../errors/result.ts";
import { legacySignature, standardHeaders } from "../../lib/delivery/sign.ts";

/** How long an endpoint has for its answer, in milliseconds. */
const timeoutMs = 10_000;

/** Why an event was not delivered. @param isGone the endpoint wants no more: 410 */
export interface Failure {
  readonly error: string;
  readonly isGone: boolean;
}

/** An event as an endpoint knows it again: numbers may be handed out anew after a restore of the database. */
const deliveryId = ({ createdAt, seq }: Pick<DueEvent, "createdAt" | "seq">): string =>
  `evt_${seq}_${createdAt.toString(36)}`;

/** Header values are Latin-1: what is beyond goes as `%XX`. */
const headerText = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, encodeURIComponent);

/** What a delivery is made of. */
interface Delivery {
  readonly webhook: Pick<Taken, "id" | "name" | "url">;
  readonly credentials: Credentials;
  readonly projectId: string;
  readonly event: DueEvent;
  readonly body: string;
}

function headersOf({ body, credentials, event, projectId, webhook }: Delivery, now: number) {
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

/** Posts an event. A redirect is a failure: it would take the event to a place that its owner has not named. */
export async function postEvent(delivery: Delivery): Promise<Result<null, Failure>> {
  try {
    const response = await fetch(delivery.webhook.url, {
      method: "POST",
      headers: headersOf(delivery, Date.now()),
      body: delivery.body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return ok(null);
    return fail({ error: `The endpoint answered ${response.status}.`, isGone: response.status === 410 });
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const what = isLate ? `did not answer within ${timeoutMs / 1_000} s` : "could not be reached";
    return fail({ error: `The endpoint ${what}.`, isGone: false });
  }
}
