/** Keycloak: an export of a realm (`kc.sh export`) with its users, in one file, or in several that are imported one by one. */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import { base32Of } from "../../../src/lib/crypto/base32.ts";
import { unwrap } from "../../../src/lib/passwords/foreign.ts";
import type { StoredText } from "../person.ts";
import { readJson } from "../read/json.ts";
import { booleanOf, instantOf, maybeBoolean, maybeText, nameOf, orNull, readObject } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

const credential = v.object({
  type: v.string(),
  createdDate: v.nullish(v.number()),
  secretData: maybeText,
  credentialData: maybeText,
});
type Credential = v.InferOutput<typeof credential>;

const account = v.object({
  id: maybeText,
  username: maybeText,
  email: maybeText,
  emailVerified: maybeBoolean,
  firstName: maybeText,
  lastName: maybeText,
  enabled: maybeBoolean,
  createdTimestamp: v.nullish(v.number()),
  attributes: v.nullish(v.record(v.string(), v.union([v.array(v.string()), v.string()]))),
  credentials: v.nullish(v.array(credential)),
  federatedIdentities: v.nullish(v.array(v.object({ identityProvider: v.string(), userId: maybeText }))),
  realmRoles: v.nullish(v.array(v.string())),
  groups: v.nullish(v.array(v.string())),
  serviceAccountClientId: maybeText,
});
type Account = v.InferOutput<typeof account>;

const secret = v.pipe(v.string(), v.parseJson(), v.object({ value: v.string() }));
const described = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    algorithm: maybeText,
    subType: maybeText,
    digits: v.nullish(v.number()),
    period: v.nullish(v.number()),
    secretEncoding: maybeText,
  }),
);

function partsOf({ credentialData, secretData }: Credential) {
  const [held, said] = [v.safeParse(secret, secretData ?? ""), v.safeParse(described, credentialData ?? "")];
  return held.success && said.success ? { ...said.output, ...held.output } : null;
}

/** A password credential as one text that states its format and options. */
const passwordOf = ({ credentialData, secretData }: Credential): StoredText => ({
  text: unwrap(JSON.stringify({ secretData, credentialData })),
});

/** The secret of an authenticator app in base32, as the app has it. Keycloak may store the plain text. */
function totpOf(stored: Credential): string | null {
  const parts = partsOf(stored);
  if (parts === null || parts.subType !== "totp" || (parts.digits ?? 6) !== 6 || (parts.period ?? 30) !== 30)
    return null;
  if (!/^(?:HmacSHA1)?$/.test(parts.algorithm ?? "")) return null;
  return parts.secretEncoding === "BASE32" ? parts.value : base32Of(Buffer.from(parts.value));
}

const first = (value: string | readonly string[] | undefined): string | null =>
  orNull(typeof value === "string" ? value : value?.[0]);

function readAccount(value: Account): Reading {
  const credentials = value.credentials ?? [];
  const password = credentials.find(({ type }) => type === "password");
  const factors = credentials.filter(({ type }) => type === "otp");
  const totp = factors.map(totpOf).find((found) => found !== null) ?? null;
  const { phoneNumber, phoneNumberVerified, ...attributes } = value.attributes ?? {};
  const roles = (value.realmRoles ?? []).filter((role) => !role.startsWith("default-roles-"));
  const username = orNull(value.username);
  const left = [
    ...(factors.length > (totp === null ? 0 : 1)
      ? ["second factors (only one authenticator app of SHA-1, 6 digits, 30 seconds comes along)"]
      : []),
    ...(credentials.some(({ type }) => type.startsWith("webauthn"))
      ? ["passkeys (they are bound to the old domain)"]
      : []),
  ];
  return ok({
    id: orNull(value.id),
    name: nameOf(value.firstName, value.lastName),
    email: value.email,
    isEmailVerified: value.emailVerified,
    phone: first(phoneNumber),
    isPhoneVerified: booleanOf(first(phoneNumberVerified)),
    password: password === undefined ? null : passwordOf(password),
    passwordUpdate: password?.createdDate,
    isDisabled: value.enabled === false,
    registration: instantOf(value.createdTimestamp),
    prefs: username === null ? {} : { username },
    claims: {
      ...attributes,
      ...(roles.length === 0 ? {} : { roles }),
      ...(value.groups?.length ? { groups: value.groups.map((path) => path.replace(/^\//, "")) } : {}),
    },
    totp,
    identities: (value.federatedIdentities ?? []).map(({ identityProvider, userId }) => ({
      provider: identityProvider,
      uid: userId ?? "",
      email: orNull(value.email),
    })),
    left,
  });
}

async function* read({ texts: open }: Input): AsyncGenerator<Reading> {
  for await (const text of readJson(open(), ["users"])) {
    // Service accounts belong to programs, not to users.
    if (!/"serviceAccountClientId"\s*:\s*"/.test(text)) yield readObject(account, text, readAccount);
  }
}

export const keycloak: Source = {
  name: "keycloak",
  title: "Keycloak: the export of a realm",
  carries:
    "passwords (PBKDF2, Argon2), verified emails, names, phones (attribute phoneNumber), user names (prefs), disabled, attributes, roles and groups (claims), TOTP secrets, identities of providers named google, github, microsoft, apple or oidc",
  lost: "other factors, other identities, service accounts, consents",
  recognises: ({ text }) =>
    /"credentialData"\s*:/.test(text) || (/"realm"\s*:/.test(text) && /"(?:users|realm|sslRequired)"\s*:/.test(text)),
  read,
};
