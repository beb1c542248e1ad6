/**
 * `npm run keys`: API keys from a terminal, in the local database or, with --remote, in the deployed one. The standard
 * output has only a new key's secret; all other text goes to the error output.
 */
import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { fullControl } from "../src/domain/context/index.ts";
import type { Result } from "../src/errors/result.ts";
import { sha256, toHex } from "../src/lib/crypto/digest.ts";
import { generateId } from "../src/lib/crypto/ids.ts";
import { literal, type Place, query } from "./keys/database.ts";
import { type NewKey, parseCommand, usage } from "./keys/options.ts";
import { answerHelp } from "./help.ts";
import { refuse } from "./refuse.ts";

/** Random bytes of a secret (docs/spec/access.md#api-keys). */
const secretBytes = 128;

/** A row of the list; scopes are JSON. */
const listed = v.object({
  id: v.string(),
  name: v.string(),
  scopes: v.pipe(v.string(), v.parseJson(), v.array(v.string())),
  expire: v.nullable(v.number()),
  accessed_at: v.nullable(v.number()),
});

function orRefuse<T>(result: Result<T>): T {
  return result.ok ? result.value : refuse(result.error);
}

const isKey = (id: string): string => `lower(id) = lower(${literal(id)}) AND id = ${literal(id)}`;

/** A statement that logs the operator's change of a key; where there is no such key, it writes nothing. */
const noteEvent = (event: string, id: string, now: number): string =>
  `INSERT INTO logs (created_at, event, resource, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
   SELECT ${now}, ${literal(event)}, 'key/' || id, 'operator', '', '', '', '', 'npm run keys' FROM keys WHERE ${isKey(id)}`;

function create(place: Place, { expire, name, scopes }: NewKey, now: number): void {
  const id = generateId(now);
  const secret = `standard_${toHex(randomBytes(secretBytes))}`;
  const values = [id, now, now, name, toHex(sha256(secret)), JSON.stringify(scopes), expire, "[]"]
    .map(literal)
    .join(", ");
  const insert = `INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, expire, sdks) VALUES (${values})`;
  orRefuse(query(place, [insert, noteEvent("project.key.create", id, now)]));
  console.error(`Key ${id} is made. This is its secret, shown now and never again:`);
  console.log(secret);
  for (const [scope, why] of Object.entries(fullControl)) {
    if (scopes.includes(scope)) console.error(`${scope} is full control of every account: ${why}.`);
  }
}

function list(place: Place, now: number): void {
  const [rows = []] = orRefuse(query(place, ["SELECT id, name, scopes, expire, accessed_at FROM keys ORDER BY seq"]));
  const date = (instant: number | null) => (instant === null ? "never" : new Date(instant).toISOString());
  for (const { accessed_at, expire, id, name, scopes } of v.parse(v.array(listed), rows)) {
    const expiry = expire !== null && expire <= now ? "expired" : "expires";
    // As JSON, so that a name cannot move the cursor or forge a line.
    console.log(`${id}  ${JSON.stringify(name)}
  scopes: ${scopes.join(", ") || "none"}
  ${expiry}: ${date(expire)}; used: ${date(accessed_at)}`);
  }
  if (rows.length === 0) console.error("There are no keys besides the bootstrap key, API_KEY.");
}

function revoke(place: Place, id: string, now: number): void {
  const [, deleted = []] = orRefuse(
    query(place, [noteEvent("project.key.delete", id, now), `DELETE FROM keys WHERE ${isKey(id)} RETURNING id`]),
  );
  if (deleted.length === 0) refuse(`There is no key "${id}". \`npm run keys -- list\` shows all.`);
  console.error(`Key ${id} is revoked. A Worker that has just used it may honour it for five seconds more.`);
}

const now = Date.now();
const args = process.argv.slice(2);
answerHelp(args, usage);
const command = parseCommand(args, now);
if (!command.ok) refuse(`${command.error}\n${usage}`, 2);
const { place } = command.value;
switch (command.value.kind) {
  case "create":
    create(place, command.value.key, now);
    break;
  case "list":
    list(place, now);
    break;
  case "revoke":
    revoke(place, command.value.id, now);
    break;
}
