/** Reads the rows of an import by the rules of the operations that set the same fields (docs/spec/import.md#rows). */
import type {
  ImportedIdentity,
  ImportedMembership,
  ImportedTarget,
  ImportedUser,
  RowRefusal,
} from "../../../domain/imports/index.ts";
import { fail, ok, type Result } from "../../../errors/result.ts";
import {
  array,
  email,
  exactly,
  identifier,
  label,
  optional,
  phone,
  prefs,
  providerType,
  range,
  type Rule,
  storedHash,
  strictBoolean,
  text,
  uid,
} from "../../../http/rules/index.ts";
import { isEmail } from "../../../lib/addresses/email.ts";
import { isPhone } from "../../../lib/addresses/phone.ts";
import { providers } from "../../../lib/oauth2/providers.ts";
import { allFormats } from "../../../lib/passwords/registry.ts";
import { importPassword } from "./import-password.ts";
import { anyList, anyObject, date, listOf, objectOf, orNone, type RuleContext, withoutNul } from "./row-fields.ts";

/** The most rows of one request. */
const rowsMax = 1_000;

/** The most labels of one user, as for `PUT /users/{userId}/labels`. */
const labelsMax = 1_000;

/** The most targets, identities or memberships of one row. */
const itemsMax = 100;

/** Fields of models that an import ignores. */
const ofModels = ["$createdAt", "$updatedAt", "userId"];

const name = withoutNul(text(128));

const target = objectOf(
  {
    $id: optional(orNone(uid)),
    providerType,
    providerId: optional(orNone(uid)),
    identifier: withoutNul(identifier),
    name: optional(orNone(name)),
  },
  [...ofModels, "expired"],
);

const identity = objectOf(
  {
    provider: exactly(providers.map(({ id }) => id)),
    providerUid: withoutNul(text(2_048)),
    providerEmail: optional(orNone(email)),
  },
  [...ofModels, "$id", "providerAccessToken", "providerAccessTokenExpiry", "providerRefreshToken"],
);

const rolesMax = 100;
const role: Rule<string> = {
  schema: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$" },
  parse: (value) =>
    typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/.test(value)
      ? ok(value)
      : fail(
          "a role has at most 81 letters, digits, periods, hyphens and underscores, and begins with a letter or digit.",
        ),
};

const membership = objectOf(
  {
    teamId: uid,
    roles: optional(array(role, rolesMax), []),
    invited: optional(orNone(date)),
    joined: optional(orNone(date)),
    confirm: optional(strictBoolean, true),
  },
  [...ofModels, "$id", "teamName", "userName", "userEmail", "userPhone", "userAccessedAt", "mfa"],
);

/** The secret of an authenticator app: base32 of 10 to 128 bytes, in any case, with or without padding and blanks. */
const totpSecret: Rule<string> = {
  schema: { type: "string", minLength: 16, maxLength: 256 },
  parse(value) {
    const secret = typeof value === "string" ? value.replaceAll(/[\s-]|=+$/g, "").toUpperCase() : "";
    return /^[A-Z2-7]{16,205}$/.test(secret)
      ? ok(secret)
      : fail("Value must be base32 of at least 10 bytes, the secret of an app of six digits every 30 seconds.");
  },
};

const totp = objectOf({ secret: totpSecret }, []);

const row = objectOf(
  {
    row: optional(range(1, 2_147_483_647)),
    $id: optional(orNone(uid)),
    name: optional(orNone(name)),
    email: optional(orNone(email)),
    emailVerification: optional(strictBoolean),
    phone: optional(orNone(phone)),
    phoneVerification: optional(strictBoolean),
    password: optional(orNone(withoutNul(storedHash))),
    hash: optional(exactly(allFormats.map(({ hash }) => hash))),
    hashOptions: optional(anyObject, {}),
    passwordUpdate: optional(orNone(date)),
    status: optional(strictBoolean),
    labels: optional(array(label, labelsMax)),
    prefs: optional(prefs),
    mfa: optional(strictBoolean, false),
    registration: optional(orNone(date)),
    $createdAt: optional(orNone(date)),
    accessedAt: optional(orNone(date)),
    impersonator: optional(strictBoolean, false),
    totp: optional(anyObject),
    targets: optional(anyList),
    identities: optional(anyList),
    memberships: optional(anyList),
  },
  [
    "$updatedAt",
    "emailCanonical",
    "emailIsCanonical",
    "emailIsCorporate",
    "emailIsDisposable",
    "emailIsFree",
    "impersonatorUserId",
  ],
);

/** A parsed row, or its refusal. */
export interface ReadRow {
  /** The row's own number; null: it has none. */
  readonly row: number | null;
  readonly user: Result<ImportedUser, RowRefusal>;
}

const refuse = (parameter: string, message: string) => fail<RowRefusal>({ parameter, message });

/** Reads the targets, without those of the row's own email and phone, which are created anyway. */
function readTargets(list: unknown, own: readonly (string | null)[], context: RuleContext) {
  const read = listOf(target, list, itemsMax, context, "targets");
  if (!read.ok) return read;
  const targets: ImportedTarget[] = [];
  for (const [index, { $id, identifier, name, providerId, providerType }] of read.value.entries()) {
    if (providerType !== "push" && own.includes(identifier)) continue;
    const at = `targets[${index}]`;
    if ($id !== null && context?.isReserved?.("targetId", $id) === true) {
      return refuse(`${at}.$id`, `"${$id}" is reserved, because a route has this name. Choose another id.`);
    }
    if (providerType === "email" && !isEmail(identifier)) {
      return refuse(`${at}.identifier`, "Value must be a valid email address");
    }
    if (providerType === "sms" && !isPhone(identifier)) {
      return refuse(`${at}.identifier`, "Value must be a phone number such as +4915112345678.");
    }
    targets.push({ id: $id, providerType, providerId, identifier, name });
  }
  const isRepeated = repeats(targets.map(({ identifier, providerType }) => `${providerType}:${identifier}`));
  return isRepeated || repeats(targets.flatMap(({ id }) => id?.toLowerCase() ?? []))
    ? refuse("targets", "Each target must have an id and an identifier of its own.")
    : ok(targets);
}

const repeats = (values: readonly string[]): boolean => new Set(values).size < values.length;

function readIdentities(list: unknown, context: RuleContext): Result<readonly ImportedIdentity[], RowRefusal> {
  const read = listOf(identity, list, itemsMax, context, "identities");
  return read.ok && repeats(read.value.map(({ provider, providerUid }) => `${provider}/${providerUid}`))
    ? refuse("identities", "Each identity must have a provider and uid of its own.")
    : read;
}

function readMemberships(list: unknown, context: RuleContext): Result<readonly ImportedMembership[], RowRefusal> {
  const read = listOf(membership, list, itemsMax, context, "memberships");
  if (!read.ok) return read;
  if (repeats(read.value.map(({ teamId }) => teamId.toLowerCase()))) {
    return refuse("memberships", "Each membership must be in a team of its own.");
  }
  return ok(read.value.map((item) => ({ ...item, roles: [...new Set(item.roles)] })));
}

function readUser(value: unknown, context: RuleContext): Result<ImportedUser, RowRefusal> {
  if (value === undefined) return refuse("row", "The line must be one JSON object.");
  const read = row.read(value, context, "");
  if (!read.ok) return read;
  const given = read.value;
  const { $id: id, email, hash, hashOptions, password, phone } = given;
  if (id !== null && context?.isReserved?.("userId", id) === true) {
    return refuse("$id", `"${id}" is reserved, because a route has this name. Choose another id.`);
  }
  const stored = password === null ? ok(null) : importPassword(password, hash, hashOptions);
  if (!stored.ok) return stored;
  const factor = given.totp === null ? ok(null) : totp.read(given.totp, context, "totp.");
  if (!factor.ok) return factor;
  const targets = readTargets(given.targets, [email, phone], context);
  if (!targets.ok) return targets;
  const identities = readIdentities(given.identities, context);
  if (!identities.ok) return identities;
  const memberships = readMemberships(given.memberships, context);
  if (!memberships.ok) return memberships;
  return ok({
    id,
    name: given.name ?? "",
    email,
    emailVerification: given.emailVerification,
    phone,
    phoneVerification: given.phoneVerification,
    stored: stored.value,
    passwordUpdate: given.passwordUpdate,
    status: given.status,
    labels: given.labels === null ? null : [...new Set(given.labels)],
    prefs: given.prefs,
    mfa: given.mfa,
    createdAt: given.registration ?? given.$createdAt,
    accessedAt: given.accessedAt,
    impersonator: given.impersonator,
    totp: factor.value?.secret ?? null,
    targets: targets.value,
    identities: identities.value,
    memberships: memberships.value,
  });
}

/** The row's own number, also of an invalid row. */
function numberOf(value: unknown): number | null {
  const given = typeof value === "object" && value !== null && "row" in value ? value.row : undefined;
  const parsed = range(1, 2_147_483_647).parse(given);
  return parsed.ok ? parsed.value : null;
}

/** The rows of a request. Each is checked by itself, so that an invalid one does not affect the others. */
export const importRows: Rule<readonly ReadRow[]> = {
  get schema() {
    return { type: "array", items: row.schema, maxItems: rowsMax } as const;
  },
  parse(value, context) {
    if (!Array.isArray(value) || value.length === 0 || value.length > rowsMax) {
      return fail(`The body must have between 1 and ${rowsMax} rows.`);
    }
    return ok(value.map((given: unknown) => ({ row: numberOf(given), user: readUser(given, context) })));
  },
};
