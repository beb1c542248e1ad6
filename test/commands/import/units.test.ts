/** The pure parts of the import: the command line, rows, phones, dates, ranges and the output. */
import { describe, expect, test } from "vitest";
import { rangesOf } from "../../../scripts/import/checkpoint.ts";
import { DoneRows } from "../../../scripts/import/done.ts";
import { parseCommand } from "../../../scripts/import/options.ts";
import type { Person } from "../../../scripts/import/person.ts";
import { phoneOf } from "../../../scripts/import/phones.ts";
import { durationOf, lineOf } from "../../../scripts/import/progress.ts";
import { base32Of } from "../../../src/lib/crypto/base32.ts";
import { instantOf } from "../../../scripts/import/read/values.ts";
import { priceOf, reportOf, rowsWrittenPerUser } from "../../../scripts/import/report.ts";
import { derivedId, labelsOf, makeRow, type RowOptions } from "../../../scripts/import/row.ts";
import { claimsOf, Seen } from "../../../scripts/import/seen.ts";
import { columnNames } from "../../../scripts/import/sources/csv.ts";
import { parseHashConfig, passwordFrom } from "../../../scripts/import/sources/firebase-hashes.ts";
import { listSources, sources } from "../../../scripts/import/sources/index.ts";
import { Tally } from "../../../scripts/import/tally.ts";
import { fail, ok } from "../../../src/errors/result.ts";
import { prices } from "../../../scripts/prices/published.ts";

describe("the command line", () => {
  test("takes a file, with defaults for the rest", () => {
    expect(parseCommand(["a.json"])).toMatchObject(
      ok({
        kind: "import",
        file: "a.json",
        origin: null,
        from: "auto",
        dryRun: false,
        claims: "none",
        country: null,
        rejects: "a.json.rejects.ndjson",
        checkpoint: "a.json.import.ndjson",
        concurrency: 4,
        service: { kind: "local", persistTo: ".wrangler/state" },
      }),
    );
  });

  test("takes options", () => {
    const args = [
      "--from",
      "csv",
      "--columns",
      "A=email,B=",
      "--country",
      "DE",
      "--sample",
      "3",
      "--endpoint",
      "https://x.example",
    ];
    expect(parseCommand(["a", ...args])).toMatchObject(
      ok({
        from: "csv",
        columns: { A: "email", B: "" },
        country: "DE",
        sample: 3,
        service: { kind: "endpoint", endpoint: "https://x.example/v1" },
      }),
    );
    expect(parseCommand(["https://x.example/v1/", "--from", "appwrite", "--source-project", "p"])).toMatchObject(
      ok({ origin: { endpoint: "https://x.example/v1", project: "p" }, rejects: "appwrite-p.rejects.ndjson" }),
    );
    expect(parseCommand(["--list"])).toEqual(ok({ kind: "list" }));
    expect(parseCommand(["a", "--remote", "--env", "staging"])).toMatchObject(
      ok({ service: { kind: "remote", target: { env: "staging" } } }),
    );
  });

  test.each([
    [[], "Say which file to import."],
    [["a", "b"], 'One file at a time: "b" is a second one.'],
    [["a", "--from", "parse"], /^There is no source "parse"\. Sources: firebase, .*csv, auto\.$/],
    [["a", "--country", "Germany"], '--country takes a code of two letters, such as DE, not "Germany".'],
    [["a", "--concurrency", "0"], '--concurrency takes a number from 1 to 32, not "0".'],
    [["a", "--sample", "x"], /^--sample takes a number from 1 to \d+, not "x"\.$/],
    [["a", "--columns", "A"], '--columns takes theirs=ours, such as "Mail=email", not "A".'],
    [["a", "--claims", "all"], '--claims takes none, labels or prefs, not "all".'],
    [["a", "--verify-passwords", "b"], "--verify-passwords goes with --dry-run."],
    [["a", "--endpoint", "x"], '--endpoint takes a URL, such as http://localhost:8787/v1, not "x".'],
    [["a", "--endpoint", "http://x.example"], /^--endpoint takes http: for this machine only/],
    [["a", "--persist-to", "b", "--remote"], /^--persist-to is for the npm start of this machine/],
    [["a", "--remote", "--endpoint", "https://x.example"], "Give --endpoint or --remote, not both."],
    [["a", "--env", "x"], "--env and --config go with --remote."],
    [["https://x.example", "--from", "csv"], "https://x.example is a running service: name it with --from appwrite."],
    [["https://x.example", "--from", "appwrite"], "Name the project of the running service with --source-project ID."],
    [["a", "--source-project", "p"], "--source-project goes with the URL of a running service."],
    [["a", "--key", "secret"], /^Unknown option '--key'/],
  ])("%j is refused", (args, error) => {
    expect(parseCommand(args)).toEqual(fail(typeof error === "string" ? error : expect.stringMatching(error)));
  });

  test("lists each source with the data that it brings and loses", () => {
    for (const { name } of sources)
      expect(listSources()).toMatch(new RegExp(`^${name} +\\S.*\\n +brings .*\\n +loses `, "m"));
  });
});

describe("rows", () => {
  const options: RowOptions = { source: "auth0", country: null, claims: "none" };
  const rowOf = (person: Partial<Person>, more: Partial<RowOptions> = {}) =>
    makeRow({ id: "a", ...person }, 7, { ...options, ...more });

  test("keep an id that Rollcall takes, and derive another one, the same at each run", () => {
    expect(rowOf({ id: "a.B-9_" }).row).toEqual(ok({ row: 7, $id: "a.B-9_" }));
    const id = "1822e9bb95e71e0c578e";
    expect(derivedId("auth0", "auth0|5f7c8ec7c33c6c004bbafe82")).toBe(id);
    for (let run = 0; run < 2; run += 1) {
      expect(rowOf({ id: "auth0|5f7c8ec7c33c6c004bbafe82", prefs: { a: 1 } }).row).toEqual(
        ok({ row: 7, $id: id, prefs: { a: 1, importedId: "auth0|5f7c8ec7c33c6c004bbafe82" } }),
      );
    }
  });

  test("derive the id from the email, the phone or the number where there is none", () => {
    const idOf = (person: Partial<Person>) => {
      const { row } = rowOf({ id: null, ...person });
      return row.ok ? row.value["$id"] : null;
    };
    expect(idOf({ email: "Ana@Mail.Example" })).toBe(derivedId("auth0", "ana@mail.example"));
    expect(idOf({ phone: "+12025550177" })).toBe(derivedId("auth0", "+12025550177"));
    expect(idOf({})).toBe(derivedId("auth0", "row 7"));
  });

  test.each([
    [true, true],
    [false, false],
    [null, undefined],
    [undefined, undefined],
  ])("state whether an address is verified: %j", (isEmailVerified, emailVerification) => {
    const { row } = rowOf({ email: "A@Mail.Example", isEmailVerified });
    expect(row).toEqual(
      ok({
        row: 7,
        $id: "a",
        email: "a@mail.example",
        ...(emailVerification === undefined ? {} : { emailVerification }),
      }),
    );
    expect(rowOf({ isEmailVerified }).row).toEqual(ok({ row: 7, $id: "a" }));
  });

  test("keep a refused phone for the file of rejects", () => {
    expect(rowOf({ phone: "030 1234" }).row).toEqual(
      fail({
        parameter: "phone",
        message: expect.stringContaining("--country"),
        row: { row: 7, $id: "a", phone: "030 1234" },
      }),
    );
  });

  test("block disabled users, and keep identities of supported providers", () => {
    const { left, row } = rowOf({
      isDisabled: true,
      identities: [
        { provider: "google-oauth2", uid: "1", email: "A@Mail.Example" },
        { provider: "facebook", uid: "2", email: null },
      ],
    });
    expect(row).toEqual(
      ok({
        row: 7,
        $id: "a",
        status: false,
        identities: [{ provider: "google", providerUid: "1", providerEmail: "a@mail.example" }],
      }),
    );
    expect(left).toEqual(["identities of facebook (no such provider here)"]);
  });

  test("turn MFA on for an imported authenticator app", () => {
    expect(rowOf({ totp: "ABC" }).row).toEqual(ok({ row: 7, $id: "a", totp: { secret: "ABC" }, mfa: true }));
  });

  test("turn claims into labels or preferences, as --claims says", () => {
    const claims = { admin: true, beta: false, roles: ["editor", "a-b"], plan: "pro" };
    expect(labelsOf(claims)).toEqual({ labels: ["admin", "editor"], others: ["beta", "roles", "plan"] });
    expect(rowOf({ claims }).left).toEqual(["roles and claims (--claims labels or --claims prefs keeps them)"]);
    expect(rowOf({ claims, labels: ["vip"] }, { claims: "labels" }).row).toEqual(
      ok({ row: 7, $id: "a", labels: ["vip", "admin", "editor"] }),
    );
    expect(rowOf({ claims }, { claims: "prefs" }).row).toEqual(ok({ row: 7, $id: "a", prefs: { claims } }));
  });
});

describe("phones", () => {
  test.each([
    ["+12025550177", null, "+12025550177"],
    ["+49 (0)30 123456", null, "+4930123456"],
    ["030 123456", "DE", "+4930123456"],
    ["0041 44 668 18 00", "DE", "+41446681800"],
    ["", null, ""],
  ])("%j in %j is %s", (text, country, phone) => {
    expect(phoneOf(text, country)).toEqual(ok(phone));
  });

  test.each([
    ["030 123456", null],
    ["5550123", "US"],
    ["+1", null],
    ["+49 30 123456 ext. 7", null],
    ["call me", "DE"],
    ["+999 123456789", null],
  ])("%j in %j is rejected, never guessed", (text, country) => {
    expect(phoneOf(text, country).ok).toBe(false);
  });
});

test.each([
  ["2024-01-01 00:00:00.123456+00", "2024-01-01T00:00:00.123Z"],
  ["2024-01-01 00:00:00+02", "2023-12-31T22:00:00.000Z"],
  ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000Z"],
  ["2024-01-01 10:00:00", "2024-01-01T10:00:00.000Z"],
  ["2024-01-01", "2024-01-01T00:00:00.000Z"],
  ["Fri, 01 Jan 2021 00:00:00 GMT", "2021-01-01T00:00:00.000Z"],
  ["1609459200000", "2021-01-01T00:00:00.000Z"],
  [1_609_459_200_000, "2021-01-01T00:00:00.000Z"],
  ["0000-00-00 00:00:00", null],
  ["soon", null],
  ["", null],
  [null, null],
])("the date %j is %j", (text, date) => {
  const instant = instantOf(text);
  expect(instant === null ? null : new Date(instant).toISOString()).toBe(date);
});

test("base32 is that of RFC 4648", () => {
  expect(["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base32Of(Buffer.from(text)))).toEqual([
    "",
    "MY",
    "MZXQ",
    "MZXW6",
    "MZXW6YQ",
    "MZXW6YTB",
    "MZXW6YTBOI",
  ]);
});

describe("columns of a CSV", () => {
  test("are known by usual spellings, or renamed", () => {
    expect(columnNames(["ID", "E-Mail", "Full name", "x", "y"], { x: "prefs.x", y: "" })).toEqual([
      "$id",
      "email",
      "name",
      "prefs.x",
      "",
    ]);
  });

  test("are refused where they are unknown", () => {
    expect(() => columnNames(["email", "Shoe"], {})).toThrow(/^The column "Shoe" is unknown\./);
  });
});

describe("Firebase's hashes", () => {
  const config = (algorithm: string, more = "") => parseHashConfig(`hash_config { algorithm: ${algorithm}, ${more} }`);

  test.each([
    ["SCRYPT", "base64_signer_key: a2V5, base64_salt_separator: Bw==, rounds: 8, mem_cost: 14", { hash: "scryptMod" }],
    [
      "SCRYPT",
      "base64_signer_key: a2V5, base64_salt_separator: Bw==, rounds: 4, mem_cost: 12",
      { text: "$fbscrypt$v=1,n=12,r=4,p=1,ss=Bw==,sk=a2V5$c2FsdA==$aGFzaA==" },
    ],
    [
      "HMAC_SHA256",
      "base64_signer_key: a2V5",
      { hash: "digest", options: { algorithm: "sha256", key: "a2V5", keyEncoding: "base64" } },
    ],
    ["SHA512", "rounds: 10", { hash: "digest", options: { algorithm: "sha512", rounds: 10 } }],
    ["PBKDF2_SHA256", "rounds: 1000", { hash: "pbkdf2", options: { iterations: 1000 } }],
    [
      "STANDARD_SCRYPT",
      "mem_cost: 1024, block_size: 8, parallelization: 16, dk_len: 64",
      { hash: "scrypt", text: "68617368" },
    ],
  ])("%s with %s", (algorithm, more, stored) => {
    expect(passwordFrom("aGFzaA==", "c2FsdA==", config(algorithm, more))).toMatchObject(stored);
  });

  test("are refused without a description, or with an unknown one", () => {
    expect(() => passwordFrom("aGFzaA==", "", null)).toThrow("--hash-config FILE");
    expect(() => passwordFrom("aGFzaA==", "", config("ROT13"))).toThrow('names the algorithm "ROT13"');
    expect(() => parseHashConfig("nothing")).toThrow("--hash-config takes a file with the text of hash_config");
  });
});

describe("rows of one file with the same unique value", () => {
  test("are found by id, email, phone, target and identity, whatever their case", () => {
    const row = {
      $id: "A",
      email: "A@x.example",
      phone: "+1",
      targets: [{ providerType: "push", identifier: "T" }],
      identities: [{ provider: "google", providerUid: "1" }],
    };
    expect(claimsOf(row).map(({ key }) => key)).toEqual([
      "id:a",
      "email:a@x.example",
      "sms:+1",
      "push:T",
      "identity google:1",
    ]);
  });

  test("the first has the value until it is rejected", () => {
    const seen = new Seen();
    const claims = claimsOf({ email: "a@x.example" });
    expect(seen.claim(1, claims)).toBeNull();
    expect(seen.claim(1, claims)).toBeNull();
    expect(seen.claim(2, claims)).toEqual({ parameter: "email", of: 1 });
    seen.release(1, claims);
    expect(seen.claim(2, claims)).toBeNull();
    seen.close();
  });
});

test("keeps answered rows as ranges", () => {
  expect(rangesOf([1, 2, 3, 5, 7, 8])).toEqual([
    [1, 3],
    [5, 5],
    [7, 8],
  ]);
  const done = new DoneRows();
  done.add([
    [5, 5],
    [7, 8],
  ]);
  done.add([[1, 3]]);
  expect(Array.from({ length: 9 }, (_, index) => done.has(index + 1))).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
    true,
    true,
    false,
  ]);
});

describe("the output", () => {
  const tally = new Tally();
  tally.add("created", 100_000);
  tally.add("exists", 20);
  tally.add("taken", 3);
  tally.requests = 200;
  tally.leave("second factors");

  test("a live line", () => {
    expect(lineOf(tally, 0.5, 60, null)).toBe(
      "100,023 rows, 1,667/s, 100,000 created, 20 existing, 3 rejected, 1 min 0 s left",
    );
    expect(lineOf(tally, null, 60, "503: busy")).toMatch(/3 rejected; waiting: 503: busy$/);
    expect([5, 65, 3_700].map(durationOf)).toEqual(["5 s", "1 min 5 s", "1 h 1 min"]);
  });

  test("a table with the price", () => {
    const perUser = rowsWrittenPerUser * prices.rowWritten + 0.2 * prices.cpuMillisecond;
    expect(priceOf(tally)).toBeCloseTo((100_000 * perUser + 200 * prices.request) / 1_000_000);
    expect(reportOf(tally, { isDryRun: false, isUpdate: false, seconds: 90, rejects: "r.ndjson" })).toBe(
      `rows        100023
created     100000
existing        20
rejected         3
  taken          3
left out: second factors: 1
Rejected rows, with reasons: r.ndjson. Mend them there, then: npm run import -- r.ndjson --from rollcall
Took 1 min 30 s. Some 2,900,000 rows written in D1: about 2.90 US dollars beyond what the paid plan includes.`,
    );
  });
});
