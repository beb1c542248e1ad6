/** Appwrite: a list of users as JSON (`GET /users`), or a running Appwrite, with teams and identities. */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import type { Identity, Membership, Target } from "../person.ts";
import { readJson } from "../read/json.ts";
import { instantOf, maybeBoolean, maybeText, orNull, readObject } from "../read/values.ts";
import type { Input, Origin, Reading, Source, Team } from "../source.ts";
import { listAll } from "./appwrite-lists.ts";

const target = v.object({
  providerType: v.picklist(["email", "sms", "push"]),
  identifier: v.string(),
  name: maybeText,
});

const user = v.object({
  $id: v.string(),
  name: maybeText,
  email: maybeText,
  emailVerification: maybeBoolean,
  phone: maybeText,
  phoneVerification: maybeBoolean,
  password: maybeText,
  hash: maybeText,
  hashOptions: v.nullish(v.union([v.record(v.string(), v.unknown()), v.array(v.unknown())])),
  passwordUpdate: maybeText,
  status: maybeBoolean,
  labels: v.nullish(v.array(v.string())),
  prefs: v.nullish(v.union([v.record(v.string(), v.unknown()), v.array(v.unknown())])),
  registration: maybeText,
  accessedAt: maybeText,
  mfa: maybeBoolean,
  targets: v.nullish(v.array(target)),
});
type User = v.InferOutput<typeof user>;

const options = v.record(v.string(), v.union([v.string(), v.number()]));

/** Options that a hash needs; the others repeat what its text states. */
const needed = new Set([
  "salt",
  "saltSeparator",
  "signerKey",
  "costCpu",
  "costMemory",
  "costParallel",
  "length",
  "version",
]);

function hashOptionsOf(value: User["hashOptions"]): Readonly<Record<string, string | number>> {
  const known = Object.entries(value ?? {}).filter(([name]) => needed.has(name));
  const parsed = v.safeParse(options, Object.fromEntries(known));
  return parsed.success ? parsed.output : {};
}

/** The targets besides those of the account's own email and phone. */
const targetsOf = ({ email, phone, targets }: User): readonly Target[] =>
  (targets ?? [])
    .filter(
      ({ identifier, providerType }) =>
        !(providerType === "email" && identifier === email) && !(providerType === "sms" && identifier === phone),
    )
    .map(({ identifier, name, providerType }) => ({
      identifier,
      providerType,
      ...(orNull(name) === null ? {} : { name: name ?? "" }),
    }));

/** Records of a user from other lists. */
interface Related {
  readonly identities: readonly Identity[];
  readonly memberships: readonly Membership[];
}

function readUser(value: User, { identities, memberships }: Related): Reading {
  const { hash, prefs } = value;
  const password = orNull(value.password);
  return ok({
    id: value.$id,
    name: value.name,
    email: value.email,
    isEmailVerified: value.emailVerification,
    phone: value.phone,
    isPhoneVerified: value.phoneVerification,
    password:
      password === null
        ? null
        : {
            text: password,
            options: hashOptionsOf(value.hashOptions),
            ...(orNull(hash) === null ? {} : { hash: hash ?? "" }),
          },
    passwordUpdate: instantOf(value.passwordUpdate),
    isDisabled: value.status === false,
    registration: instantOf(value.registration),
    accessedAt: instantOf(value.accessedAt),
    // PHP writes an empty object as a list.
    prefs: Array.isArray(prefs) ? {} : (prefs ?? {}),
    labels: value.labels ?? [],
    targets: targetsOf(value),
    identities,
    memberships,
    left: value.mfa === true ? ["second factors (Appwrite shows no secrets)"] : [],
  });
}

async function* read({ texts }: Input): AsyncGenerator<Reading> {
  for await (const text of readJson(texts(), ["users"])) {
    yield readObject(user, text, (value) => readUser(value, { identities: [], memberships: [] }));
  }
}

const team = v.object({ $id: v.string(), name: v.string() });
const membership = v.object({
  userId: v.string(),
  teamId: v.string(),
  roles: v.array(v.string()),
  invited: maybeText,
  joined: maybeText,
  confirm: v.boolean(),
});
const identity = v.object({
  userId: v.string(),
  provider: v.string(),
  providerUid: v.string(),
  providerEmail: maybeText,
});

const parsedBy =
  <Schema extends v.GenericSchema>(schema: Schema) =>
  (text: string): v.InferOutput<Schema> =>
    v.parse(v.pipe(v.string(), v.parseJson(), schema), text);

/** An object with a date; empty where there is no date. */
const dated = (name: "invited" | "joined", value: string | null | undefined) =>
  orNull(value) === null ? {} : { [name]: value };

async function* readTeams(origin: Origin): AsyncGenerator<Team> {
  for await (const value of listAll(origin, "/teams", "teams")) {
    const { $id: id, name } = v.parse(team, value);
    for await (const member of listAll(origin, `/teams/${id}/memberships`, "memberships")) {
      const parsed = v.parse(membership, member);
      origin.side.add("membership", parsed.userId, JSON.stringify(parsed));
    }
    yield { id, name };
  }
}

/** Users in the order of their creation, after their teams. */
async function* readService(origin: Origin): AsyncGenerator<Reading> {
  for await (const value of listAll(origin, "/users/identities", "identities")) {
    const parsed = v.parse(identity, value);
    origin.side.add("identity", parsed.userId, JSON.stringify(parsed));
  }
  for await (const value of listAll(origin, "/users", "users")) {
    yield readObject(user, JSON.stringify(value), (found) =>
      readUser(found, {
        identities: origin.side
          .list("identity", found.$id)
          .map(parsedBy(identity))
          .map(({ provider, providerEmail, providerUid }) => ({
            provider,
            uid: providerUid,
            email: orNull(providerEmail),
          })),
        memberships: origin.side
          .list("membership", found.$id)
          .map(parsedBy(membership))
          .map(({ confirm, invited, joined, roles, teamId }) => ({
            teamId,
            roles,
            confirm,
            ...dated("invited", invited),
            ...dated("joined", joined),
          })),
      }),
    );
  }
}

export const appwrite: Source = {
  name: "appwrite",
  title: "Appwrite: a list of users as JSON, or a running one",
  carries:
    "passwords of every format, ids, names, emails and phones with their verification, labels, prefs, devices, blocked; of a running one also teams, memberships, Google, GitHub, Microsoft, Apple and OIDC identities",
  lost: "second factors and sessions (Appwrite shows no secrets), preferences of teams, other identities",
  recognises: ({ text }) => /"\$id"\s*:/.test(text) && /^\s*(?:\{\s*"(?:total|users)"|\[)/.test(text),
  read,
  service: { read: readService, teams: readTeams },
};
