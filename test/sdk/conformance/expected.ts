/** The expected answers, in full: every field of a user and of a target, as a version of the SDK gets them. */
import { accessToken } from "../harness/identities.ts";
import { expect } from "vitest";
import type { AccountSdk } from "../harness/sdks.ts";

/** The SDKs' result for an empty body that is not JSON. */
export const nothing = { message: "" };

/** A date that is set; an unset one is "". */
export const aDate: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
export const aGeneratedId: unknown = expect.stringMatching(/^[0-9a-f]{20}$/);

/** The value of a session: base64 of `{"id": …, "secret": …}`. */
export const aSessionSecret: unknown = expect.stringMatching(/^eyJpZCI6[A-Za-z0-9+/]{300,}={0,2}$/);

export const aJwt: unknown = expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{86}$/);

/** A password with the default cost: a salt of 16 bytes, an output of 32. */
export const aNewHash: unknown = expect.stringMatching(
  /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
);

type Fields = Readonly<Record<string, unknown>>;

/** A user with an id and nothing else, with `fields` on top. */
export function user(sdk: Pick<AccountSdk, "version">, fields: Fields): Fields {
  return account(sdk, {
    password: null,
    hash: "argon2",
    hashOptions: { type: "argon2", memoryCost: 19_456, timeCost: 2, threads: 1 },
    ...fields,
  });
}

/** The same user as they see themselves. */
export function account({ version }: Pick<AccountSdk, "version">, fields: Fields): Fields {
  return {
    $createdAt: aDate,
    $updatedAt: aDate,
    name: "",
    registration: aDate,
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
    // Format 1.9 has these fields, which earlier versions do not request.
    ...(version >= 27 && { impersonator: false, impersonatorUserId: null }),
    ...fields,
  };
}

/** An identity as `addIdentity` of the harness makes it. */
export const identity = (userId: string, identityId: string): Fields => ({
  $id: identityId,
  $createdAt: aDate,
  $updatedAt: aDate,
  userId,
  provider: "google",
  providerUid: identityId,
  providerEmail: `${userId}@gmail.com`,
  providerAccessToken: accessToken,
  providerAccessTokenExpiry: "1970-01-01T00:00:00.000+00:00",
  providerRefreshToken: "",
});

export const target = (
  userId: unknown,
  providerType: "email" | "sms" | "push",
  identifier: string,
  fields: Fields = {},
): Fields => ({
  $id: aGeneratedId,
  $createdAt: aDate,
  $updatedAt: aDate,
  name: "",
  userId,
  providerId: null,
  providerType,
  identifier,
  expired: false,
  ...fields,
});

/** The fields of a user with an address that is neither free nor disposable, and is in its canonical form. */
export const corporate = (userId: unknown, email: string): Fields => ({
  email,
  emailCanonical: email,
  emailIsFree: false,
  emailIsDisposable: false,
  emailIsCorporate: true,
  emailIsCanonical: true,
  targets: [target(userId, "email", email)],
});

/** The fields of a user whose password was hashed here. */
export const withPassword: Fields = { password: aNewHash, passwordUpdate: aDate };

/** A field that depends on the machine of the tests, through the SDK's user agent. */
const ofThisMachine: unknown = expect.any(String);

/** The origin of this machine in an answer; the country is miniflare's. */
const place: Fields = {
  ip: "127.0.0.1",
  osCode: ofThisMachine,
  osName: ofThisMachine,
  osVersion: ofThisMachine,
  clientType: "",
  clientCode: "",
  clientName: "",
  clientVersion: "",
  clientEngine: "",
  clientEngineVersion: "",
  deviceName: ofThisMachine,
  deviceBrand: "",
  deviceModel: "",
  countryCode: "us",
  countryName: "United States",
};

/** A session, with `fields` on top, begun from this machine. */
export const session = (fields: Fields): Fields => ({
  $id: aGeneratedId,
  $createdAt: aDate,
  $updatedAt: aDate,
  expire: aDate,
  providerUid: "",
  providerAccessToken: "",
  providerAccessTokenExpiry: "",
  providerRefreshToken: "",
  ...place,
  current: false,
  mfaUpdatedAt: "",
  ...fields,
});

/** A token, with `fields` on top. */
export const token = (fields: Fields): Fields => ({
  $id: aGeneratedId,
  $createdAt: aDate,
  secret: "",
  expire: aDate,
  phrase: "",
  ...fields,
});

/** An entry of the log, with `fields` on top, of what was done from this machine with the bootstrap key. */
export const log = (fields: Fields): Fields => ({
  $id: expect.stringMatching(/^\d+$/),
  userId: "",
  userEmail: "app.rollcall@service.127.0.0.1",
  userName: "Bootstrap key",
  mode: "default",
  userType: "keyProject",
  time: aDate,
  count: 1,
  ...place,
  ...fields,
});

/** Six recovery codes, or as many as remain. */
export const recoveryCodes = (count = 6): Fields => ({
  recoveryCodes: Array.from({ length: count }, () => expect.stringMatching(/^[0-9a-f]{10}$/) as unknown),
});

/** The factors that a user could give: those in `given` and no others. */
export const mfaFactors = (given: Fields = {}): Fields => ({
  totp: false,
  phone: false,
  email: false,
  recoveryCode: false,
  custom: false,
  ...given,
});

/** The sealed id that makes a device known (docs/decisions/0021-guesses.md). */
export const aDevice: unknown = expect.stringMatching(/^[\w.-]{40,}$/);
