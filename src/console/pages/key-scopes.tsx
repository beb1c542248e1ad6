/** The scopes that the console offers for keys: those of the services that exist here. */
import { fullControl, type Scope } from "../../domain/context/index.ts";
import type { View } from "../page.ts";
import { Badge } from "../parts/badge.tsx";

type KeyScope = Exclude<Scope, "public" | "guest" | "account">;

/** The permissions of each scope, in the order of the form. */
const meanings: Readonly<Record<KeyScope, string>> = {
  "users.read": "Find and read users",
  "users.write": "Create, change, block and delete users",
  "sessions.read": "Read sessions",
  "sessions.write": "Create and end sessions",
  "targets.read": "Read targets",
  "targets.write": "Change targets",
  "teams.read": "Read teams and members",
  "teams.write": "Change teams and members",
  "events.read": "Read the log of the project",
  "messages.read": "See which messages were sent",
  "webhooks.read": "Read webhooks",
  "webhooks.write": "Change webhooks",
  "policies.read": "Read policies",
  "policies.write": "Change policies",
  "project.policies.read": "Read policies, by its newer name",
  "project.policies.write": "Change policies, by its newer name",
  "project.read": "Read the project",
  "project.write": "Change the project and its sign-in methods",
  "project.oauth2.read": "Read OAuth2 providers",
  "project.oauth2.write": "Change OAuth2 providers",
  "providers.read": "Read messaging providers",
  "providers.write": "Change messaging providers",
  "keys.read": "Read keys, without their secrets",
  "keys.write": "Create, change and revoke keys",
  "health.read": "Check that the service is up",
};

const isKeyScope = (name: string): name is KeyScope => Object.hasOwn(meanings, name);

/** Whether the operator's key may grant the scope. */
const mayGive = (view: View, scope: string): boolean => isKeyScope(scope) && view.can(scope);

/** Whether one of the scopes alone gives full control of every account. */
export const isFullControl = (scopes: readonly string[]): boolean =>
  scopes.some((scope) => Object.hasOwn(fullControl, scope));

/**
 * Boxes for the scopes that the operator may give.
 * @param chosen the ticked scopes. Scopes without a box, such as those of another service, are kept.
 */
export function ScopeBoxes({ chosen, prefix, view }: { chosen: readonly string[]; prefix: string; view: View }) {
  const offered = Object.entries(meanings).filter(([scope]) => mayGive(view, scope));
  const kept = chosen.filter((scope) => !offered.some(([name]) => name === scope));
  return (
    <fieldset class="field scopes">
      <legend>Scopes</legend>
      {offered.map(([scope, meaning]) => (
        <div class="field check">
          <input
            type="checkbox"
            name="scopes[]"
            value={scope}
            id={`${prefix}-${scope}`}
            {...(chosen.includes(scope) ? { checked: true } : {})}
          />
          <label for={`${prefix}-${scope}`}>
            <code>{scope}</code> {isFullControl([scope]) ? <Badge tone="warn">full control</Badge> : null}
          </label>
          <p class="hint">{meaning}</p>
        </div>
      ))}
      {kept.map((scope) => (
        <input type="hidden" name="scopes[]" value={scope} />
      ))}
      {kept.length === 0 ? null : <p class="hint">Kept as they are: {kept.join(", ")}.</p>}
    </fieldset>
  );
}
