/** Auth0: the password export of its support, the export of users as NDJSON, and files of the bulk import. */
import { ok } from "../../../src/errors/result.ts";
import * as v from "valibot";
import type { Identity, StoredText } from "../person.ts";
import { readJson } from "../read/json.ts";
import {
  instantOf,
  maybeBoolean,
  maybeId,
  maybeRecord,
  maybeText,
  nameOf,
  orNull,
  readObject,
} from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";
import { auth0Id, idFields, joinHashes } from "./auth0-join.ts";

const custom = v.object({
  algorithm: v.string(),
  hash: v.object({
    value: v.string(),
    encoding: maybeText,
    digest: maybeText,
    key: v.nullish(v.object({ value: v.string(), encoding: maybeText })),
  }),
  salt: v.nullish(v.object({ value: v.string(), encoding: maybeText, position: maybeText })),
  keylen: v.nullish(v.number()),
  cost: v.nullish(v.number()),
  blockSize: v.nullish(v.number()),
  parallelization: v.nullish(v.number()),
});

const account = v.object({
  ...idFields,
  email: maybeText,
  email_verified: maybeBoolean,
  username: maybeText,
  name: maybeText,
  given_name: maybeText,
  family_name: maybeText,
  nickname: maybeText,
  picture: maybeText,
  phone_number: maybeText,
  phone_verified: maybeBoolean,
  blocked: maybeBoolean,
  passwordHash: maybeText,
  password_hash: maybeText,
  custom_password_hash: v.nullish(custom),
  password_set_date: v.nullish(v.union([v.string(), v.object({ $date: v.string() })])),
  created_at: maybeText,
  last_login: maybeText,
  user_metadata: maybeRecord,
  app_metadata: maybeRecord,
  identities: v.nullish(
    v.array(
      v.object({ provider: v.string(), user_id: maybeId, profileData: v.nullish(v.object({ email: maybeText })) }),
    ),
  ),
  mfa_factors: v.nullish(v.array(v.object({ totp: v.nullish(v.object({ secret: v.string() })) }))),
});

type Account = v.InferOutput<typeof account>;
type Custom = v.InferOutput<typeof custom>;

const encodingOf = (encoding: string | null | undefined): string => {
  const name = (encoding ?? "utf8").toLowerCase();
  return name === "utf-8" ? "utf8" : name;
};

/** Converts a description of a hash (https://auth0.com/docs, bulk user import). Texts that state their format need no options. */
function customPassword({ algorithm, blockSize, cost, hash, keylen, parallelization, salt }: Custom): StoredText {
  const named =
    salt === undefined || salt === null ? {} : { salt: salt.value, saltEncoding: encodingOf(salt.encoding) };
  const kind = (hash.digest ?? algorithm).toLowerCase().replace("-", "");
  switch (algorithm.toLowerCase()) {
    case "md5":
    case "sha1":
    case "sha256":
    case "sha512":
    case "hmac":
      return {
        text: hash.value,
        hash: "digest",
        options: {
          algorithm: kind,
          encoding: encodingOf(hash.encoding ?? "hex"),
          ...named,
          ...(salt?.position === "suffix" ? { saltPosition: "suffix" } : {}),
          ...(hash.key === undefined || hash.key === null
            ? {}
            : { key: hash.key.value, keyEncoding: encodingOf(hash.key.encoding) }),
        },
      };
    case "scrypt":
      return {
        text: hash.encoding === "base64" ? Buffer.from(hash.value, "base64").toString("hex") : hash.value,
        hash: "scrypt",
        options: {
          ...named,
          costCpu: cost ?? 16_384,
          costMemory: blockSize ?? 8,
          costParallel: parallelization ?? 1,
          length: keylen ?? 64,
        },
      };
    case "ldap":
    default:
      return { text: hash.value };
  }
}

function passwordOf(value: Account): StoredText | null {
  const text = orNull(value.passwordHash ?? value.password_hash);
  if (text !== null) return { text };
  const { custom_password_hash: described } = value;
  return described === undefined || described === null ? null : customPassword(described);
}

const databases = new Set(["auth0", "sms", "email"]);

const identitiesOf = (value: Account): readonly Identity[] =>
  (value.identities ?? []).flatMap(({ profileData, provider, user_id: uid }) =>
    databases.has(provider) || orNull(uid) === null
      ? []
      : [{ provider, uid: String(uid), email: orNull(profileData?.email ?? value.email) }],
  );

function readAccount(value: Account): Reading {
  const dated = value.password_set_date;
  const secret = value.mfa_factors?.find(({ totp }) => totp !== undefined && totp !== null)?.totp?.secret;
  const picture = orNull(value.picture);
  const username = orNull(value.username);
  return ok({
    id: auth0Id(value),
    name: orNull(value.name) ?? nameOf(value.given_name, value.family_name),
    email: value.email,
    isEmailVerified: value.email_verified,
    phone: value.phone_number,
    isPhoneVerified: value.phone_verified,
    password: passwordOf(value),
    passwordUpdate: instantOf(typeof dated === "string" ? dated : dated?.$date),
    // The password export does not state it.
    isDisabled: value.blocked ?? (orNull(value.user_id ?? value.Id) === null ? undefined : false),
    registration: instantOf(value.created_at),
    accessedAt: instantOf(value.last_login),
    prefs: {
      ...value.user_metadata,
      ...(username === null ? {} : { username }),
      ...(picture === null ? {} : { picture }),
    },
    claims: value.app_metadata ?? {},
    totp: orNull(secret),
    identities: identitiesOf(value),
  });
}

async function* read({ hashes, side, texts }: Input): AsyncGenerator<Reading> {
  const records = hashes === null ? readJson(texts(), ["users"]) : joinHashes(texts, hashes, side);
  for await (const text of records) yield readObject(account, text, readAccount);
}

export const auth0: Source = {
  name: "auth0",
  title: "Auth0: the password export of its support, and the export of users as NDJSON",
  carries:
    "passwords, verified emails, phones, names, user_metadata (prefs), app_metadata (claims), TOTP secrets where they are in it, Google, GitHub, Microsoft and Apple identities, blocked",
  lost: "other factors, other identities, and organisations (not in the files)",
  recognises: ({ text }) =>
    /"passwordHash"\s*:\s*"\$2/.test(text) ||
    /"_id"\s*:\s*\{\s*"\$oid"/.test(text) ||
    /"(?:user_id|Id)"\s*:\s*"[\w-]+\|/.test(text) ||
    /"(?:custom_password_hash|password_hash)"\s*:/.test(text),
  takesHashes: true,
  read,
};
