/** Parameters of webhooks (docs/spec/events.md#webhooks). */
import { isPattern } from "../../../domain/audit/index.ts";
import { fail, ok } from "../../../errors/result.ts";
import { array, optional, type Rule, strictBoolean, text } from "../../../http/rules/index.ts";
import { isPrivateHost } from "../../../lib/addresses/private.ts";
import { isSigningSecret } from "../../../lib/delivery/sign.ts";

const urlMax = 2_048;
const urlText =
  "Value must be an https URL of a public host without a user name, of at most 2048 chars; a service that runs locally also accepts http and local hosts";

/** The address of an endpoint. */
const url: Rule<string> = {
  schema: { type: "string", format: "uri", maxLength: urlMax },
  parse(value, deployment) {
    const parsed = typeof value === "string" && value.length <= urlMax ? URL.parse(value) : null;
    if (parsed?.username !== "" || parsed.password !== "") return fail(urlText);
    // A service on a developer's machine may post to endpoints there.
    const isLocal = deployment?.allowsLoopback === true;
    const isPublic = parsed.protocol === "https:" && !isPrivateHost(parsed.hostname);
    return isPublic || (isLocal && /^https?:$/.test(parsed.protocol)) ? ok(parsed.href) : fail(urlText);
  },
};

const pattern: Rule<string> = {
  schema: { type: "string" },
  parse: (value) =>
    typeof value === "string" && isPattern(value)
      ? ok(value)
      : fail("each must be an event that webhooks receive, such as users.*.create, users.*.sessions.*.delete or *"),
};

const patternsMax = 100;

const some = array(pattern, patternsMax);

const events: Rule<readonly string[]> = {
  schema: some.schema,
  parse(value, deployment) {
    const parsed = some.parse(value, deployment);
    return parsed.ok && parsed.value.length === 0 ? fail("Value must have 1 to 100 events") : parsed;
  },
};

/** A Worker always verifies certificates. */
const tls: Rule<true> = {
  schema: { type: "boolean" },
  parse: (value) => (value === true ? ok(true) : fail("Value must be true: certificates are always verified")),
};

const anySecret = text(256, 8);

/** A secret chosen by the webhook's owner. */
export const ownSecret = optional<string>({
  ...anySecret,
  parse(value, deployment) {
    const parsed = anySecret.parse(value, deployment);
    if (!parsed.ok || isSigningSecret(parsed.value)) return parsed;
    return fail("Value must have base64 of 24 to 64 bytes after whsec_, if it begins with that");
  },
});

/** The parameters that creations and updates share. */
export const webhookInput = {
  name: text(128),
  url,
  events,
  enabled: optional(strictBoolean, true),
  tls: optional(tls, true),
  authUsername: optional(text(256, 0), ""),
  authPassword: optional(text(256, 0), ""),
};
