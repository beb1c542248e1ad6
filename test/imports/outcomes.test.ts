/** `POST /users/import`: rows that are not created, and why (docs/spec/import.md#outcomes). */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { appWith, call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { makeTeam } from "../harness/teams.ts";
import { importRows, reportOf } from "./chunks.ts";

const message: unknown = expect.stringMatching(/\w/);

beforeAll(async () => {
  await makeTeam({ teamId: "crew" });
  const holder = {
    $id: "holder",
    email: "holder@mail.example",
    phone: "+4915112345678",
    targets: [
      { $id: "Device", providerType: "push", identifier: "device-1" },
      { providerType: "email", identifier: "other@mail.example" },
    ],
    identities: [{ provider: "google", providerUid: "g-1" }],
  };
  const typed = { $id: "typed", email: "typed@mail.example", emailVerification: false };
  const anchored = {
    $id: "anchored",
    email: "anchored@mail.example",
    emailVerification: false,
    identities: [{ provider: "github", providerUid: "h-1" }],
  };
  expect(await importRows("before", [holder, typed, anchored])).toMatchObject({ created: 3 });
});

const taken: readonly (readonly [string, object, object])[] = [
  ["an id", { $id: "HOLDER" }, { parameter: "$id", by: "holder" }],
  [
    "the id of a user with another email",
    { $id: "holder", email: "new@mail.example" },
    { parameter: "$id", by: "holder" },
  ],
  ["an email", { $id: "new", email: "Holder@mail.example" }, { parameter: "email", by: "holder" }],
  ["a phone", { $id: "new", phone: "+4915112345678" }, { parameter: "phone", by: "holder" }],
  ["an email that is a target", { $id: "new", email: "other@mail.example" }, { parameter: "targets", by: "holder" }],
  [
    "a target",
    { $id: "new", targets: [{ providerType: "push", identifier: "device-1" }] },
    { parameter: "targets", by: "holder" },
  ],
  [
    "the id of a target",
    { $id: "new", targets: [{ $id: "device", providerType: "push", identifier: "device-2" }] },
    { parameter: "targets", by: "holder" },
  ],
  [
    "an identity",
    { $id: "new", identities: [{ provider: "google", providerUid: "g-1" }] },
    { parameter: "identities", by: "holder" },
  ],
  [
    "an unproven email",
    { $id: "new", email: "typed@mail.example" },
    { parameter: "email", by: "typed", unproven: true },
  ],
  [
    "an unproven email, beside an identity",
    { $id: "new", email: "anchored@mail.example" },
    { parameter: "email", by: "anchored", unproven: true },
  ],
];

test.each(taken)("a row that asks for %s of another user is taken", async (_, row, more) => {
  const $id = "$id" in row ? row.$id : "";
  const expected = { row: 1, outcome: "taken", $id, ...more, message } as const;
  const before = await dump();
  expect(await importRows("taken", [row], { dryRun: "true" })).toEqual(reportOf("taken", 1, [expected], true));
  expect(await importRows("taken", [row])).toEqual(reportOf("taken", 1, [expected]));
  expect(await dump()).toEqual(before);
});

const full = {
  $id: "full",
  name: "Ada",
  email: "full@mail.example",
  phone: "+4915199999999",
  labels: ["vip"],
  totp: { secret: "JBSWY3DPEHPK3PXP" },
  targets: [{ providerType: "push", identifier: "full-device" }],
  identities: [{ provider: "google", providerUid: "full-uid" }],
  memberships: [{ teamId: "crew" }],
};

describe("a chunk that is sent again", () => {
  test("creates nothing and writes nothing, also after the users have changed", async () => {
    const chunk = [full, { email: "again@mail.example" }];
    expect(await importRows("again", chunk)).toEqual(reportOf("again", 2, []));
    const again = [
      { row: 1, outcome: "exists", $id: "full", message } as const,
      { row: 2, outcome: "exists", $id: expect.stringMatching(/^[0-9a-f]{20}$/), message } as const,
    ];
    const before = await dump();
    expect(await importRows("again", chunk)).toEqual(reportOf("again", 2, again));
    expect(await importRows("again", chunk, { dryRun: "true" })).toEqual(reportOf("again", 2, again, true));
    // Another import recognizes a user by its id and addresses.
    expect(await importRows("other", [full])).toEqual(reportOf("other", 1, again.slice(0, 1)));
    expect(await dump()).toEqual(before);
    await call("PATCH", "/users/full/name", { body: { name: "Ada King" } });
    expect(await importRows("again", chunk)).toEqual(reportOf("again", 2, again));
    // The mark is valid until something else writes the row.
    await rows("UPDATE users SET email = 'moved@mail.example' WHERE id <> 'full' AND email = 'again@mail.example'");
    expect(await importRows("again", chunk)).toEqual(reportOf("again", 2, again));
  });
});

test.each([
  ["id", { $id: "twin" }, { $id: "TWIN" }, "$id"],
  ["email", { email: "twin@mail.example" }, { email: "Twin@mail.example" }, "email"],
  ["phone", { phone: "+4915188888888" }, { phone: "+4915188888888" }, "phone"],
  [
    "email and target",
    { email: "twin@mail.example" },
    { targets: [{ providerType: "email", identifier: "twin@mail.example" }] },
    "targets",
  ],
  [
    "target",
    { targets: [{ providerType: "push", identifier: "twin" }] },
    { targets: [{ providerType: "push", identifier: "twin" }] },
    "targets",
  ],
  [
    "identity",
    { identities: [{ provider: "google", providerUid: "twin" }] },
    { identities: [{ provider: "google", providerUid: "twin" }] },
    "identities",
  ],
])("of two rows with the same %s the first counts", async (name, first, second, parameter) => {
  const chunk = [
    { $id: `first-${name.length}`, ...first },
    { $id: `second-${name.length}`, ...second },
  ];
  const [, { $id }] = chunk as [object, { $id: string }];
  const expected = [{ row: 2, outcome: "duplicate", $id, parameter, of: 1, message } as const];
  expect(await importRows("twins", chunk, { dryRun: "true" })).toEqual(reportOf("twins", 2, expected, true));
  expect(await importRows("twins", chunk)).toEqual(reportOf("twins", 2, expected));
  for (const id of [`first-${name.length}`, "twin"]) await call("DELETE", `/users/${id}`);
});

const invalid: readonly (readonly [unknown, string])[] = [
  [null, "row"],
  [[], "row"],
  ["text", "row"],
  [{ userId: "x" }, "userId"],
  [{ $id: "_" }, "$id"],
  [{ $id: "identities" }, "$id"],
  [{ $id: "unique()" }, "$id"],
  [{ name: "x".repeat(129) }, "name"],
  [{ name: "a\0b" }, "name"],
  [{ name: "\ud800" }, "name"],
  [{ email: "none" }, "email"],
  [{ emailVerification: "true" }, "emailVerification"],
  [{ phone: "0151 1234567" }, "phone"],
  [{ password: "correct horse battery staple" }, "hash"],
  [{ password: "$2a$04$short" }, "password"],
  [{ password: "x".repeat(32), hash: "plain" }, "hash"],
  [{ password: "x".repeat(32), hash: "md5" }, "password"],
  [{ password: "$argon2id$v=19$m=2097152,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2hvZjE2Ynl0ZQ" }, "password"],
  [{ password: "a".repeat(32), hash: "md5", hashOptions: { passwordSalt: "x" } }, "hashOptions.passwordSalt"],
  [{ password: "a".repeat(32), hash: "md5", hashOptions: { type: "sha" } }, "hashOptions.type"],
  [{ password: "a".repeat(128), hash: "scrypt", hashOptions: { salt: 5 } }, "hashOptions.salt"],
  [{ password: "a".repeat(128), hash: "scrypt", hashOptions: { salt: "x" } }, "hashOptions.passwordCpu"],
  [{ passwordUpdate: "yesterday" }, "passwordUpdate"],
  [{ registration: "1969-12-31" }, "registration"],
  [{ status: 1 }, "status"],
  [{ labels: ["a b"] }, "labels"],
  [{ labels: "vip" }, "labels"],
  [{ prefs: ["a"] }, "prefs"],
  [{ prefs: { a: "x".repeat(65_536) } }, "prefs"],
  [{ totp: { secret: "no base 32!" } }, "totp.secret"],
  [{ totp: { secret: "JBSWY3DPEHPK3PXP", digits: 8 } }, "totp.digits"],
  [{ targets: {} }, "targets"],
  [{ targets: Array.from({ length: 101 }, (_, i) => ({ providerType: "push", identifier: `${i}` })) }, "targets"],
  [{ targets: [{ providerType: "push" }] }, "targets[0].identifier"],
  [{ targets: [{ providerType: "email", identifier: "none" }] }, "targets[0].identifier"],
  [{ targets: [{ providerType: "sms", identifier: "none" }] }, "targets[0].identifier"],
  [{ targets: [{ providerType: "push", identifier: "a" }, 5] }, "targets[1]"],
  [{ targets: [1, 2].map(() => ({ providerType: "push", identifier: "a" })) }, "targets"],
  [{ identities: [{ provider: "myspace", providerUid: "1" }] }, "identities[0].provider"],
  [{ identities: [1, 2].map(() => ({ provider: "google", providerUid: "1" })) }, "identities"],
  [{ memberships: [{ teamId: "nowhere" }] }, "memberships"],
  [{ memberships: [{ teamId: "Crew" }] }, "memberships"],
  [{ memberships: [1, 2].map(() => ({ teamId: "crew" })) }, "memberships"],
  [{ memberships: [{ teamId: "crew", roles: ["a b"] }] }, "memberships[0].roles"],
];

test("a row that breaks a rule is invalid by its field, and does not spoil the others", async () => {
  const chunk = [...invalid.map(([row]) => row), { $id: "valid" }];
  const expected = invalid.map(([given, parameter], index) => ({
    row: index + 1,
    outcome: "invalid",
    parameter,
    message,
    given,
  }));
  const { rows: found, ...counts } = await importRows("invalid", chunk);
  const outcomes = Array.isArray(found)
    ? found.map((row: object, index) => ({ ...row, given: invalid[index]?.[0] }))
    : [];
  expect(outcomes.map((outcome) => ({ ...outcome, $id: undefined }))).toEqual(
    expected.map((row) => ({ ...row, $id: undefined })),
  );
  expect(counts).toMatchObject({ total: chunk.length, created: 1, invalid: invalid.length });
});

test("two rows with one number cannot be told apart: the second is invalid", async () => {
  const chunk = [{ row: 5 }, { row: 5 }];
  expect(await importRows("numbers", chunk)).toMatchObject({
    created: 1,
    rows: [{ row: 5, outcome: "invalid", parameter: "row" }],
  });
});

describe("a request that is wrong as a whole is refused", () => {
  const send = (query: string, body: object | string, type?: string) =>
    call("POST", `/users/import?${query}`, { body, ...(type !== undefined && { headers: { "content-type": type } }) });

  test("without an importId, but for a dry run", async () => {
    expectInvalid(await send("", [{}]), "importId");
    expectInvalid(await send("importId=_", [{}]), "importId");
    expect((await send("dryRun=true", [{}])).body).toEqual(reportOf(null, 1, [], true));
  });

  test("with no rows, and with more than 1,000", async () => {
    expectInvalid(await send("importId=a", []), "rows");
    expectInvalid(
      await send(
        "importId=a",
        Array.from({ length: 1_001 }, () => ({})),
      ),
      "rows",
    );
  });

  test("with a body that is not a list, has an unsupported type, or is too long", async () => {
    expectRefusal(
      await send("importId=a", {}),
      "general_argument_invalid",
      "The request body must be a JSON array of rows.",
    );
    expectRefusal(await send("importId=a", "[{}", "application/json"), "general_argument_invalid", /JSON array/);
    expectRefusal(await send("importId=a", "[{}]", "text/plain"), "general_argument_invalid", /application\/x-ndjson/);
    const deep = `[${'{"prefs":'.repeat(600)}{}${"}".repeat(600)}]`;
    expectRefusal(await send("importId=a", deep, "application/json"), "general_argument_invalid", /JSON array/);
    const long = `{"name":"${"x".repeat(1_048_576)}"}`;
    expectRefusal(await send("importId=a", long, "application/x-ndjson"), "general_argument_invalid", /1048576 bytes/);
  });
});

/** A database that measures bound values, in bytes of UTF-8. */
function measuring(sizes: number[]): Pick<D1Database, "prepare" | "batch"> {
  const prepare = (sql: string): D1PreparedStatement => {
    const prepared = env.DB.prepare(sql);
    const bind = (...values: unknown[]): D1PreparedStatement => {
      sizes.push(...values.map((value) => Buffer.byteLength(String(value))));
      return prepared.bind(...values);
    };
    return new Proxy(prepared, { get: (target, key) => (key === "bind" ? bind : Reflect.get(target, key)) });
  };
  return { prepare, batch: (statements) => env.DB.batch(statements) };
}

test("no bound value has more than 1,000,000 bytes of UTF-8, however much a chunk grows as it is stored", async () => {
  // A character of three bytes has a length of one; escaped quotes and words make the value longer.
  const wide = Array.from({ length: 12 }, (_, index) => ({
    $id: `wide-${index}`,
    prefs: { text: "漢".repeat(9_000), quotes: '"'.repeat(5_000) },
    labels: Array.from({ length: 900 }, (__, i) => `${"label".repeat(6)}${i}`),
  }));
  const sizes: number[] = [];
  const fetch = appWith({ DB: measuring(sizes) });
  expect(await importRows("wide", wide, {}, { fetch })).toEqual(reportOf("wide", 12, []));
  const large = sizes.filter((size) => size > 100_000);
  // Each part is bound twice: to create its rows, and to read their outcomes.
  expect(large.length).toBeGreaterThan(2);
  expect(Math.max(...large)).toBeLessThanOrEqual(1_000_000);
  expect(large.reduce((total, size) => total + size, 0)).toBeGreaterThan(3_000_000);
  const [{ total } = {}] = await rows("SELECT count(*) AS total FROM user_labels WHERE label LIKE 'labellabel%'");
  expect(total).toBe(12 * 900);
});
