/** Django: `manage.py dumpdata` as JSON or JSONL, with the records of django-allauth and django-otp, if it has any. */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import type { Identity } from "../person.ts";
import { base32Of } from "../../../src/lib/crypto/base32.ts";
import { readJson } from "../read/json.ts";
import { instantOf, maybeBoolean, maybeText, nameOf, orNull, readObject } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

const id = v.union([v.string(), v.number()]);
const record = v.object({ model: v.string(), pk: v.nullish(id), fields: v.record(v.string(), v.unknown()) });
type Entry = v.InferOutput<typeof record>;

const user = v.object({
  password: v.string(),
  username: maybeText,
  email: maybeText,
  name: maybeText,
  first_name: maybeText,
  last_name: maybeText,
  phone: maybeText,
  is_active: maybeBoolean,
  is_staff: maybeBoolean,
  is_superuser: maybeBoolean,
  date_joined: maybeText,
  last_login: maybeText,
  groups: v.nullish(v.array(v.unknown())),
});
type User = v.InferOutput<typeof user>;

const emailAddress = v.object({ user: id, email: v.string(), verified: v.boolean() });
const socialAccount = v.object({ user: id, provider: v.string(), uid: v.string() });
/** The key is hexadecimal. */
const device = v.object({
  user: id,
  key: v.string(),
  confirmed: v.boolean(),
  digits: v.optional(v.number(), 6),
  step: v.optional(v.number(), 30),
});
const group = v.object({ name: v.string() });

/** Keeps a record that users refer to or that belongs to one: an email, a social account, a TOTP device or a group. */
function keepAside({ fields, model, pk }: Entry, side: Input["side"]): void {
  const keep = <Schema extends v.GenericSchema>(
    schema: Schema,
    kind: string,
    keyOf: (value: v.InferOutput<Schema>) => string | number,
  ) => {
    const parsed = v.safeParse(schema, fields);
    if (parsed.success) side.add(kind, String(keyOf(parsed.output)), JSON.stringify(parsed.output));
  };
  if (model === "account.emailaddress") keep(emailAddress, "email", (value) => value.user);
  if (model === "socialaccount.socialaccount") keep(socialAccount, "social", (value) => value.user);
  if (model === "otp_totp.totpdevice") keep(device, "totp", (value) => value.user);
  if (model === "auth.group") keep(group, "group", () => pk ?? "");
}

const parsedBy =
  <Schema extends v.GenericSchema>(schema: Schema) =>
  (text: string): v.InferOutput<Schema> =>
    v.parse(v.pipe(v.string(), v.parseJson(), schema), text);

function readUser(value: User, pk: string, side: Input["side"]): Reading {
  const email = orNull(value.email);
  const addresses = side.list("email", pk).map(parsedBy(emailAddress));
  const own = addresses.find((address) => address.email.toLowerCase() === email?.toLowerCase());
  const factor = side
    .list("totp", pk)
    .map(parsedBy(device))
    .find(({ confirmed, digits, step }) => confirmed && digits === 6 && step === 30);
  const groups = (value.groups ?? []).flatMap((key) => {
    // The natural key of a group is its name.
    if (Array.isArray(key)) return key.map(String);
    return side.list("group", String(key)).map((text) => parsedBy(group)(text).name);
  });
  const username = orNull(value.username);
  return ok({
    id: pk,
    name: orNull(value.name) ?? nameOf(value.first_name, value.last_name),
    email,
    isEmailVerified: own?.verified,
    phone: value.phone,
    // Django marks an unusable password with "!".
    password: value.password === "" || value.password.startsWith("!") ? null : passwordOf(value.password),
    isDisabled: value.is_active === false,
    registration: instantOf(value.date_joined),
    accessedAt: instantOf(value.last_login),
    prefs: username === null ? {} : { username },
    claims: {
      ...(value.is_staff === true ? { staff: true } : {}),
      ...(value.is_superuser === true ? { superuser: true } : {}),
      ...(groups.length === 0 ? {} : { groups }),
    },
    totp: factor === undefined ? null : base32Of(Buffer.from(factor.key, "hex")),
    identities: side
      .list("social", pk)
      .map(parsedBy(socialAccount))
      .map(({ provider, uid }): Identity => ({ provider, uid, email })),
  });
}

/** Unsalted digests do not state a format. */
function passwordOf(text: string) {
  const [, md5] = /^(?:md5\$\$)?([0-9a-f]{32})$/.exec(text) ?? [];
  if (md5 !== undefined) return { text: md5, hash: "md5" };
  const [, sha1] = /^sha1\$\$([0-9a-f]{40})$/.exec(text) ?? [];
  return sha1 === undefined ? { text } : { text: sha1, hash: "sha", options: { version: "sha1" } };
}

/** A model with a password: `auth.user`, or the project's own. */
const isUser = ({ fields }: Entry): boolean => typeof fields["password"] === "string";

const asRecord = parsedBy(record);

/** Reads a dump twice: the records that belong to a user may come before or after the user. */
async function* read({ side, texts }: Input): AsyncGenerator<Reading> {
  const objects = () => readJson(texts(), []);
  for await (const text of objects()) {
    if (!text.includes('"password"')) keepAside(asRecord(text), side);
  }
  for await (const text of objects()) {
    if (!text.includes('"password"')) continue;
    const value = asRecord(text);
    if (!isUser(value)) continue;
    yield readObject(user, JSON.stringify(value.fields), (fields) =>
      readUser(fields, String(value.pk ?? fields.username ?? ""), side),
    );
  }
}

export const django: Source = {
  name: "django",
  title: "Django: dumpdata as JSON, with django-allauth and django-otp",
  carries:
    "passwords of every hasher (Argon2 up to 64 MiB), names, emails, user names (prefs), inactive as blocked, staff, superuser and groups (claims); of django-allauth verified emails, Google, GitHub, Microsoft and Apple identities; of django-otp TOTP secrets",
  lost: "Argon2 at Django's own cost of 100 MiB (no isolate can verify it: rejected); permissions",
  recognises: ({ text }) => /"model"\s*:\s*"[\w.]+"/.test(text) && /"fields"\s*:/.test(text),
  read,
};
