/** Amazon Cognito: the CSV of its user import, or `aws cognito-idp list-users` as JSON. Neither has passwords. */
import * as v from "valibot";
import { ok } from "../../../src/errors/result.ts";
import type { Identity } from "../person.ts";
import { readTable, separatorOf } from "../read/csv.ts";
import { readJson } from "../read/json.ts";
import { booleanOf, instantOf, maybeBoolean, maybeId, maybeText, nameOf, orNull, readObject } from "../read/values.ts";
import type { Input, Reading, Source } from "../source.ts";

type Attributes = Readonly<Record<string, string>>;

const attribute = v.object({ Name: v.string(), Value: v.optional(v.string(), "") });
const account = v.object({
  Username: v.string(),
  Attributes: v.nullish(v.array(attribute)),
  UserAttributes: v.nullish(v.array(attribute)),
  UserCreateDate: maybeId,
  Enabled: maybeBoolean,
  UserStatus: maybeText,
});

const linked = v.pipe(v.string(), v.parseJson(), v.array(v.object({ providerName: v.string(), userId: v.string() })));

/** Names of providers as Cognito writes them. */
const providerNames: Readonly<Record<string, string>> = { Google: "google", SignInWithApple: "apple" };

function identitiesOf(attributes: Attributes): readonly Identity[] {
  const parsed = v.safeParse(linked, attributes["identities"] ?? "[]");
  if (!parsed.success) return [];
  return parsed.output.map(({ providerName, userId }) => ({
    provider: providerNames[providerName] ?? providerName,
    uid: userId,
    email: orNull(attributes["email"]),
  }));
}

/** The custom attributes of a pool. */
const customIn = (attributes: Attributes): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith("custom:") && value !== "" ? [[name.slice("custom:".length), value] as const] : [],
    ),
  );

interface Rest {
  readonly username: string | null;
  readonly isDisabled: boolean;
  readonly created: number | null;
}

function readUser(attributes: Attributes, { created, isDisabled, username }: Rest): Reading {
  const text = (name: string): string | null => orNull(attributes[name]);
  const picture = text("picture");
  const names = username === null || username === text("sub") ? {} : { username };
  return ok({
    id: text("sub") ?? username,
    name: text("name") ?? nameOf(attributes["given_name"], attributes["family_name"]),
    email: text("email"),
    isEmailVerified: booleanOf(attributes["email_verified"]),
    phone: text("phone_number"),
    isPhoneVerified: booleanOf(attributes["phone_number_verified"]),
    isDisabled,
    registration: created,
    prefs: { ...names, ...(picture === null ? {} : { picture }) },
    claims: customIn(attributes),
    identities: identitiesOf(attributes),
    left: ["passwords (Cognito exports none)"],
  });
}

async function* read({ sample, texts }: Input): AsyncGenerator<Reading> {
  if (sample.header.length === 0) {
    for await (const text of readJson(texts(), ["Users"])) {
      yield readObject(account, text, (value) => {
        const pairs = [...(value.Attributes ?? []), ...(value.UserAttributes ?? [])];
        return readUser(Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])), {
          username: value.Username,
          isDisabled: value.Enabled === false,
          created: instantOf(
            typeof value.UserCreateDate === "number" ? value.UserCreateDate * 1_000 : value.UserCreateDate,
          ),
        });
      });
    }
    return;
  }
  const separator = separatorOf(sample.text.split("\n", 1)[0] ?? "");
  for await (const row of readTable(texts(), separator)) {
    const username = orNull(row["cognito:username"]);
    yield readUser(row, { username, isDisabled: booleanOf(row["cognito:enabled"]) === false, created: null });
  }
}

export const cognito: Source = {
  name: "cognito",
  title: "Amazon Cognito: the CSV of its user import, or list-users as JSON",
  carries:
    "names, verified emails and phones, user names and pictures (prefs), disabled, custom attributes (claims), Google and Apple identities",
  lost: "passwords and factors (Cognito exports neither), groups (not in the files)",
  recognises: ({ header, text }) =>
    header.includes("cognito:username") || (/"UserCreateDate"\s*:/.test(text) && /"Username"\s*:/.test(text)),
  read,
};
