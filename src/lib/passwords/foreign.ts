/**
 * Other systems' notations of known formats. An import rewrites such a hash before it is read, so that the stored text
 * names its format. Pure.
 */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Prefixes that some systems put before a hash that names its format itself: Django (`argon2$`, `bcrypt$`), Spring
 * (`{bcrypt}`), Dovecot and OpenLDAP (`{ARGON2}`), Nextcloud (`3|`).
 */
const wrapping =
  /^(?:argon2\$(?=argon2)|bcrypt\$(?=\$2)|[123]\|(?=\$)|\{(?:bcrypt|blf-crypt|argon2(?:id|i|d)?|phpass)\}(?=\$))/i;

const unpadded = (base64: string): string => base64.replace(/=+$/, "");

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

/** An object, parsed if it is JSON text; null: neither. */
function objectIn(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "string") return isRecord(value) ? value : null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

const argon2Versions: ReadonlyMap<unknown, string> = new Map([
  ["1.0", "16"],
  ["1.3", "19"],
]);

/**
 * Rewrites a credential of Keycloak: an object with `secretData` and `credentialData`, which are objects or JSON texts.
 * @returns a PHC text; null: it is not a credential, or its algorithm is unknown
 */
function fromKeycloak(encoded: string): string | null {
  const credential = objectIn(encoded);
  const [secret, said] = [objectIn(credential?.["secretData"]), objectIn(credential?.["credentialData"])];
  if (secret === null || said === null) return null;
  const [salt, value] = [unpadded(textOf(secret["salt"])), unpadded(textOf(secret["value"]))];
  const algorithm = textOf(said["algorithm"]);
  const iterations = numberOf(said["hashIterations"]);
  const [, kind] = /^pbkdf2(?:-(sha256|sha512))?$/.exec(algorithm) ?? [];
  if (algorithm.startsWith("pbkdf2") && (kind !== undefined || algorithm === "pbkdf2")) {
    return `$pbkdf2-${kind ?? "sha1"}$i=${iterations}$${salt}$${value}`;
  }
  if (algorithm !== "argon2") return null;
  const parameters = objectIn(said["additionalParameters"]) ?? {};
  const parameter = (name: string, otherwise: string): string => {
    const values = parameters[name];
    return textOf(Array.isArray(values) ? values[0] : values) || otherwise;
  };
  const version = argon2Versions.get(parameter("version", "1.3"));
  const costs = `m=${parameter("memory", "7168")},t=${iterations},p=${parameter("parallelism", "1")}`;
  return version === undefined ? null : `$argon2${parameter("type", "id")}$v=${version}$${costs}$${salt}$${value}`;
}

/** MediaWiki: `:pbkdf2:sha512:30000:64:<salt>:<key>`, both in base64. */
const mediaWiki =
  /^:pbkdf2:(sha1|sha256|sha512):([1-9]\d{0,9}):([1-9]\d{0,3}):([A-Za-z0-9+/]+)={0,2}:([A-Za-z0-9+/]+)={0,2}$/;

/** Lucia: `s2:<salt>:<hexadecimal>`, scrypt with the salt as text, N = 16384, r = 16, p = 1. */
const lucia = /^s2:([A-Za-z0-9]+):([0-9a-f]{128})$/;

/**
 * Rewrites a hash in another system's notation.
 * @returns the text to store: `$argon2id$…` for Django's `argon2$argon2id$…`; any other text unchanged
 */
export function unwrap(encoded: string): string {
  if (encoded.startsWith("{") && encoded.includes('"')) return fromKeycloak(encoded) ?? encoded;
  const [, kind, iterations, length, wikiSalt, wikiKey] = mediaWiki.exec(encoded) ?? [];
  if (kind !== undefined) {
    return `$pbkdf2-${kind}$i=${iterations ?? ""},l=${length ?? ""}$${wikiSalt ?? ""}$${wikiKey ?? ""}`;
  }
  const [, salt, key] = lucia.exec(encoded) ?? [];
  if (key !== undefined) return `scrypt:16384:16:1$${salt ?? ""}$${key}`;
  const prefix = wrapping.exec(encoded)?.[0];
  if (prefix === undefined) return encoded;
  const rest = encoded.slice(prefix.length);
  return rest.startsWith("$") ? rest : `$${rest}`;
}
