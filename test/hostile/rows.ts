/** Rows of imports: valid ones that conflict with each other, with fields spoilt, added or removed. */
import * as fc from "fast-check";
import { anyText, anyValue } from "./values.ts";

const few = <T>(make: (number: number) => T): fc.Arbitrary<T> => fc.nat(40).map(make);

const target = fc.record(
  {
    $id: few((number) => `target${number}`),
    providerType: fc.constantFrom("push", "email", "sms"),
    identifier: fc.oneof(
      few((number) => `device-${number}`),
      few((number) => `user${number}@mail.example`),
      few((number) => `+4915100000${100 + number}`),
    ),
    name: anyText,
  },
  { requiredKeys: ["providerType", "identifier"] },
);

const identity = fc.record(
  {
    provider: fc.constantFrom("google", "github"),
    providerUid: few((number) => `uid-${number}`),
    providerEmail: few((number) => `user${number}@mail.example`),
  },
  { requiredKeys: ["provider", "providerUid"] },
);

const membership = fc.record(
  { teamId: fc.constantFrom("crew", "crew", "fleet", "nowhere"), roles: fc.constant(["dev"]), confirm: fc.boolean() },
  { requiredKeys: ["teamId"] },
);

const valid = fc.record(
  {
    $id: fc.oneof(
      few((number) => `user${number}`),
      few((number) => `USER${number}`),
      fc.uuid(),
    ),
    name: fc.oneof(anyText, fc.constant("Ada Lovelace")),
    email: fc.oneof(
      few((number) => `user${number}@mail.example`),
      fc.uuid().map((id) => `${id}@mail.example`),
    ),
    emailVerification: fc.boolean(),
    phone: few((number) => `+4915100000${100 + number}`),
    phoneVerification: fc.boolean(),
    password: fc.constantFrom(
      "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss",
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2hvZjE2Ynl0ZQ",
    ),
    labels: fc.array(fc.constantFrom("vip", "early", "Vip", "a1"), { maxLength: 4 }),
    prefs: fc.dictionary(anyText, anyValue, { maxKeys: 3 }),
    status: fc.boolean(),
    mfa: fc.boolean(),
    impersonator: fc.boolean(),
    registration: fc.constantFrom("2020-01-01", "2020-01-01T00:00:00.000Z"),
    totp: fc.constant({ secret: "JBSWY3DPEHPK3PXP" }),
    targets: fc.array(target, { maxLength: 2 }),
    identities: fc.array(identity, { maxLength: 2 }),
    memberships: fc.array(membership, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const names = [
  "row",
  "$id",
  "name",
  "email",
  "phone",
  "password",
  "hash",
  "hashOptions",
  "passwordUpdate",
  "labels",
  "prefs",
  "registration",
  "accessedAt",
  "totp",
  "targets",
  "identities",
  "memberships",
  "__proto__",
  "constructor",
];

const spoilt = fc
  .tuple(valid, fc.array(fc.tuple(fc.constantFrom(...names), anyValue), { minLength: 1, maxLength: 2 }))
  .map(([row, changes]) => ({ ...row, ...Object.fromEntries(changes) }));

const hostileRow: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: valid },
  { weight: 5, arbitrary: spoilt },
  { weight: 1, arbitrary: anyValue },
);

/** @param seed of the rows: the same seed gives the same rows */
export const hostileRows = (count: number, seed: number): readonly unknown[] =>
  fc.sample(hostileRow, { numRuns: count, seed });
