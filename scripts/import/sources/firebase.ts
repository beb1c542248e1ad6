/** Firebase Authentication: `firebase auth:export` as JSON or CSV, and `listUsers()` of the Admin SDK as JSON. */
import { ok } from "../../../src/errors/result.ts";
import * as v from "valibot";
import type { Identity } from "../person.ts";
import { readTable } from "../read/csv.ts";
import { readJson } from "../read/json.ts";
import {
  booleanOf,
  instantOf,
  maybeBoolean,
  maybeId,
  maybeRecord,
  maybeText,
  orNull,
  readObject,
  recordIn,
} from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";
import { type HashConfig, parseHashConfig, passwordFrom } from "./firebase-hashes.ts";

/** The columns of the CSV, which has no header (https://firebase.google.com/docs/cli/auth#file_format). */
const providers = ["google", "facebook", "twitter", "github"] as const;
const columns = [
  "uid",
  "email",
  "emailVerified",
  "passwordHash",
  "passwordSalt",
  "name",
  "photo",
  ...providers.flatMap((name) => [`${name}Id`, `${name}Email`, `${name}Name`, `${name}Photo`]),
  "created",
  "signedIn",
  "phone",
];

const account = v.object({
  localId: maybeText,
  uid: maybeText,
  email: maybeText,
  emailVerified: maybeBoolean,
  passwordHash: maybeText,
  salt: maybeText,
  passwordSalt: maybeText,
  displayName: maybeText,
  photoUrl: maybeText,
  photoURL: maybeText,
  phoneNumber: maybeText,
  disabled: maybeBoolean,
  createdAt: maybeId,
  lastSignedInAt: maybeId,
  lastLoginAt: maybeId,
  metadata: v.nullish(v.object({ creationTime: maybeText, lastSignInTime: maybeText })),
  customAttributes: maybeText,
  customClaims: maybeRecord,
  providerUserInfo: v.nullish(v.array(v.object({ providerId: v.string(), rawId: maybeText, email: maybeText }))),
  providerData: v.nullish(v.array(v.object({ providerId: v.string(), uid: maybeText, email: maybeText }))),
  mfaInfo: v.nullish(v.array(v.unknown())),
  multiFactor: v.nullish(v.object({ enrolledFactors: v.nullish(v.array(v.unknown())) })),
});

type Account = v.InferOutput<typeof account>;

/** The identities of an account. `password` and `phone` are not identities. */
function identitiesOf({ providerData, providerUserInfo }: Account): readonly Identity[] {
  const infos = [
    ...(providerUserInfo ?? []).map(({ email, providerId, rawId }) => ({ email, providerId, uid: rawId })),
    ...(providerData ?? []),
  ];
  return infos.flatMap(({ email, providerId, uid }) =>
    orNull(uid) === null || ["password", "phone"].includes(providerId)
      ? []
      : [{ provider: providerId, uid: uid ?? "", email: orNull(email) }],
  );
}

function readAccount(value: Account, config: HashConfig | null): Reading {
  const phone = orNull(value.phoneNumber);
  const factors = [...(value.mfaInfo ?? []), ...(value.multiFactor?.enrolledFactors ?? [])];
  const photo = orNull(value.photoUrl ?? value.photoURL);
  const prefs = photo === null ? {} : { photo };
  return ok({
    id: orNull(value.localId ?? value.uid),
    name: value.displayName,
    email: value.email,
    isEmailVerified: value.emailVerified,
    phone,
    // Firebase adds a number to an account only once its owner has typed the code.
    isPhoneVerified: phone !== null,
    password: passwordFrom(orNull(value.passwordHash), orNull(value.salt ?? value.passwordSalt), config),
    isDisabled: value.disabled === true,
    registration: instantOf(value.createdAt ?? value.metadata?.creationTime),
    accessedAt: instantOf(value.lastSignedInAt ?? value.lastLoginAt ?? value.metadata?.lastSignInTime),
    prefs,
    claims: { ...recordIn(value.customAttributes), ...value.customClaims },
    identities: identitiesOf(value),
    left: factors.length === 0 ? [] : ["second factors (Firebase exports no secrets)"],
  });
}

function readRecord(record: Readonly<Record<string, string>>, config: HashConfig | null): Reading {
  const text = (name: string): string | null => orNull(record[name]);
  const identities = providers.flatMap((name) => {
    const uid = text(`${name}Id`);
    return uid === null ? [] : [{ provider: `${name}.com`, uid, email: text(`${name}Email`) }];
  });
  const photo = text("photo");
  return ok({
    id: text("uid"),
    name: text("name"),
    email: text("email"),
    isEmailVerified: booleanOf(text("emailVerified")),
    phone: text("phone"),
    isPhoneVerified: text("phone") !== null,
    password: passwordFrom(text("passwordHash"), text("passwordSalt"), config),
    registration: instantOf(text("created")),
    accessedAt: instantOf(text("signedIn")),
    prefs: photo === null ? {} : { photo },
    identities,
    left: ["whether the account is disabled, and custom claims (the CSV has neither: export JSON)"],
  });
}

async function* read({ hashConfig, sample, texts }: Input): AsyncGenerator<Reading> {
  const config = hashConfig === null ? null : parseHashConfig(hashConfig);
  if (isCsv(sample.text)) {
    for await (const record of readTable(texts(), ",", columns)) yield readRecord(record, config);
  } else {
    for await (const text of readJson(texts(), ["users"])) {
      yield readObject(account, text, (value) => readAccount(value, config));
    }
  }
}

const isCsv = (text: string): boolean => !/^\s*[{[]/.test(text);

export const firebase: Source = {
  name: "firebase",
  title: "Firebase Authentication: auth:export as JSON or CSV, listUsers() as JSON",
  carries:
    "passwords, verified emails, phones, names, photos (prefs), Google, GitHub, Microsoft and Apple identities, disabled, custom claims",
  lost: "second factors (not exported); Facebook, Twitter and other identities (no such provider here)",
  recognises: ({ header, text }) =>
    /"localId"\s*:/.test(text) ||
    (/"uid"\s*:/.test(text) && /"(?:providerData|tokensValidAfterTime|metadata)"\s*:/.test(text)) ||
    (header.length >= columns.length - 1 && /^(?:true|false)$/.test(header[2] ?? "")),
  read,
};
