/** Users for tests: made and read through the API. */
import { expect } from "vitest";
import { defaultCost } from "../../src/lib/passwords/default-cost.ts";
import { call } from "./client.ts";

type Json = Readonly<Record<string, unknown>>;

/** A date as every body writes it. */
export const date: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);

/** An id that the server made. */
export const generatedId: unknown = expect.stringMatching(/^[0-9a-f]{20}$/);

const { lanes, memoryKiB, passes } = defaultCost;

/** The stored form of a password that was set through the API. */
export const ownHash: unknown = expect.stringMatching(
  new RegExp(
    String.raw`^\$argon2id\$v=19\$m=${memoryKiB},t=${passes},p=${lanes}\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`,
  ),
);

/** The format of such a password, which a user without a password shows too. */
export const ownFormat: Json = {
  hash: "argon2",
  hashOptions: { type: "argon2", memoryCost: memoryKiB, timeCost: passes, threads: lanes },
};

/** The fields of a bare user: tests state the differences. */
export const bareUser: Json = {
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  name: "",
  password: null,
  ...ownFormat,
  registration: date,
  status: true,
  labels: [],
  passwordUpdate: "",
  email: "",
  phone: "",
  emailVerification: false,
  emailCanonical: null,
  emailIsFree: null,
  emailIsDisposable: null,
  emailIsCorporate: null,
  emailIsCanonical: null,
  phoneVerification: false,
  mfa: false,
  prefs: {},
  targets: [],
  accessedAt: "",
  impersonator: false,
  impersonatorUserId: null,
};

/** The fields of a company's email, which is its own canonical form. */
export const corporateEmail = (email: string): Json => ({
  email,
  emailCanonical: email,
  emailIsFree: false,
  emailIsDisposable: false,
  emailIsCorporate: true,
  emailIsCanonical: true,
});

/** The fields of a target that the server made. */
export const targetOf = (userId: string, providerType: "email" | "sms", identifier: string): Json => ({
  $id: generatedId,
  $createdAt: date,
  $updatedAt: date,
  name: "",
  userId,
  providerId: null,
  providerType,
  identifier,
  expired: false,
});

let made = 0;

/** Text that no other user of this test file has: an id, or the local part of an email. */
export const fresh = (prefix = "user"): string => `${prefix}${++made}`;

/** Creates a user. @returns the id */
export async function createUser(fields: Json = {}): Promise<string> {
  const { body, status, text } = await call("POST", "/users", { body: { userId: fresh(), ...fields } });
  if (status !== 201) throw new Error(`No user was made: ${text}`);
  return String(body["$id"]);
}

/** A user as GET shows it. */
export async function readUser(userId: string): Promise<Json> {
  const { body, status, text } = await call("GET", `/users/${userId}`);
  if (status !== 200) throw new Error(`No user was read: ${text}`);
  return body;
}
