import { callingUser } from "../../domain/context/index.ts";
import { changesLimit } from "../../domain/limits/index.ts";
import { hasSession } from "../../domain/sessions/index.ts";
import { createTarget, trimDevices } from "../../domain/targets/index.ts";
import { isUser } from "../../domain/users/index.ts";
import { endpoint } from "../../http/endpoint.ts";
import { customId, identifier, optional, uid } from "../../http/rules/index.ts";
import { generateId, uniqueId } from "../../lib/crypto/ids.ts";
import { deviceOf } from "../../lib/devices/device.ts";
import { target } from "../../models/target.ts";

export const createPushTarget = endpoint({
  id: "accountCreatePushTarget",
  summary:
    "Adds the calling device as a push target for as long as the current session lasts. Beyond a hundred devices, the oldest are removed.",
  method: "POST",
  path: "/account/targets/push",
  scopes: ["account"],
  guards: true,
  servesBoundJwts: true,
  limits: [changesLimit],
  input: { targetId: customId, identifier, providerId: optional(uid) },
  status: 201,
  output: target,
  errors: ["user_not_found", "user_target_already_exists"],
  run({ targetId, ...input }, context) {
    const { client, now } = context;
    const { jwt, seq, session } = callingUser(context);
    const sessionId = session?.id ?? jwt?.sessionId ?? "";
    const who = hasSession(isUser(seq), sessionId, now);
    const device = {
      id: targetId === uniqueId ? generateId(now) : targetId,
      name: nameOf(client.userAgent),
      sessionId,
    };
    return createTarget(context, who, { ...input, ...device, providerType: "push" }, [trimDevices(who)]);
  },
});

/** The name of a device; null: its user agent does not say. */
function nameOf(userAgent: string): string | null {
  const { deviceBrand, deviceModel } = deviceOf(userAgent);
  return `${deviceBrand} ${deviceModel}`.trim() || null;
}
