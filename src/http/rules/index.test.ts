import { describe, expect, test } from "vitest";
import {
  array,
  customId,
  email,
  integer,
  label,
  looseBoolean,
  oneOf,
  optional,
  orEmpty,
  orNull,
  password,
  phone,
  prefs,
  range,
  redirectUrl,
  type Rule,
  strictBoolean,
  text,
  uid,
} from "./index.ts";

const accepts = (rule: Rule<unknown>, value: unknown): boolean => rule.parse(value).ok;
const refusalOf = (rule: Rule<unknown>, value: unknown): string | undefined => {
  const parsed = rule.parse(value);
  return parsed.ok ? undefined : parsed.error;
};
const noStrings = [undefined, null, true, false, 0, 1, 14155552456, [], ["a"], {}, { length: 8 }];

describe("uid", () => {
  test.each(["a", "Z", "0", "user1", "a.b-c_d", "a".repeat(36), "unique", "null"])("accepts %j", (value) => {
    expect(uid.parse(value)).toEqual({ ok: true, value });
  });
  test.each(["", ".a", "_a", "-a", "$a", "a b", "a$", "é", "a".repeat(37), "unique()", "a\n", " a", ...noStrings])(
    "refuses %j",
    (value) => {
      expect(refusalOf(uid, value)).toMatch(/^UID must contain at most 36 chars\. /);
    },
  );
});

describe("customId", () => {
  test("accepts every valid uid, and unique()", () => {
    expect(customId.parse("a.b-c_d")).toEqual({ ok: true, value: "a.b-c_d" });
    expect(customId.parse("unique()")).toEqual({ ok: true, value: "unique()" });
  });
  test.each(["", "_a", "unique( )", "UNIQUE()", "xunique()", "unique()x", "unique()\n", ...noStrings])(
    "refuses %j",
    (value) => {
      expect(refusalOf(customId, value)).toBe(
        "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. " +
          "Can't start with a special char",
      );
    },
  );
});

describe("email", () => {
  test.each([
    "a@b.co",
    "first.last@example.com",
    "cristiano.ronaldo@manchester-united.co.uk",
    "!#$%&'*+-/=?^_`{|}~@example.org",
    "123@456.com",
    "a@1.a2",
    "a@b.c",
    "a@xn--exmple-cua.com",
    "a@example.xn--p1ai",
    '"quoted"@example.com',
    '"with blank"@example.com',
    '"a@b"@example.com',
    '"a\\"b"@example.com',
    'a."b".c@example.com',
    "a@[127.0.0.1]",
    "a@[IPv6:2001:db8::1]",
    `${"a".repeat(64)}@example.com`,
    `a@${"b".repeat(63)}.com`,
    `a@${`${"b".repeat(49)}.`.repeat(5)}com`,
  ])("accepts %j", (value) => {
    expect(email.parse(value)).toEqual({ ok: true, value: value.toLowerCase() });
  });

  test.each([
    "",
    "a",
    "@",
    "a@",
    "@b.co",
    "a@localhost",
    "a@b",
    "a@b.",
    "a@.b.co",
    "a@b..co",
    "a@-b.co",
    "a@b-.co",
    "a@b.1co",
    "a@b.123",
    "a@b.c-",
    "a@b_c.com",
    "a@b c.com",
    "a@@b.co",
    "a@b@c.co",
    ".a@b.co",
    "a.@b.co",
    "a..b@b.co",
    "a b@b.co",
    "a(b)@c.co",
    "a,b@c.co",
    "a:b@c.co",
    "a;b@c.co",
    "<a@b.co>",
    "A <a@b.co>",
    '"a@b.co',
    'a"b"@c.co',
    '"a"b@c.co',
    "ü@example.com",
    "a@exämple.com",
    "a@例え.jp",
    "a@127.0.0.1",
    "a@[127.0.0.256]",
    "a@[127.0.0]",
    "a@[localhost]",
    "a@[2001:db8::1]",
    " a@b.co",
    "a@b.co ",
    "a@b.co\n",
    "a@b.co\u0000",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(64)}.com`,
    `${"a".repeat(64)}@${`${"b".repeat(49)}.`.repeat(5)}comm`,
  ])("refuses %j", (value) => {
    expect(refusalOf(email, value)).toBe("Value must be a valid email address");
  });
  test.each(noStrings)("refuses %j, which is not a text", (value) => {
    expect(accepts(email, value)).toBe(false);
  });

  test("passes an address on in lower case", () => {
    expect(email.parse("Lionel.MESSI@PSG.fr")).toEqual({ ok: true, value: "lionel.messi@psg.fr" });
  });
  test("refuses characters that lower-casing would turn into ASCII", () => {
    // U+212A, the Kelvin sign, becomes the letter k.
    expect(accepts(email, "\u212a@example.com")).toBe(false);
  });
  test("is fast on a long text that is almost an address", () => {
    const started = Date.now();
    expect(accepts(email, `${"a.".repeat(100_000)}@`)).toBe(false);
    expect(accepts(email, `"${"\\a".repeat(31)}@${"b.".repeat(120)}`)).toBe(false);
    // A pattern that backtracks takes hours.
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

describe("phone", () => {
  test.each([
    "+1415555",
    "+14155552",
    "+16308520394",
    "+163085205339",
    "+5511552563253",
    "+55115525632534",
    "+919367788755111",
    "+123456789012",
    "+1555010200",
    "+910000000000",
  ])("accepts %j", (value) => {
    expect(phone.parse(value)).toEqual({ ok: true, value });
  });
  test.each([
    "",
    "+1",
    "+141555",
    "8989829304",
    "786-307-3615",
    "+16308A520397",
    "+0415553452342",
    "+14 155 5524564",
    "+1415555245634543",
    "+8020000000",
    "+14155552456\n",
    "+１４１５５５５２４５６",
    ...noStrings,
  ])("refuses %j", (value) => {
    expect(refusalOf(phone, value)).toMatch(/^Phone number must start with a '\+'/);
  });
  test("knows the assigned calling codes, and only those", () => {
    const codes = Array.from({ length: 999 }, (_, index) => String(index + 1));
    const assigned = codes.filter((code) => accepts(phone, `+${code.padEnd(3, "0")}00000000`));
    const threeDigits = assigned.filter((code) => code.length === 3);
    // Of 1,000 beginnings, those of an assigned code: 1 and 7 have a hundred each, a code of two digits has ten.
    expect(threeDigits.filter((code) => /^[17]/.test(code))).toHaveLength(200);
    expect(threeDigits.filter((code) => code.startsWith("2"))).toEqual(
      [
        ...Array.from({ length: 10 }, (_, digit) => 200 + digit),
        211,
        212,
        213,
        216,
        218,
        ...Array.from({ length: 50 }, (_, offset) => 220 + offset).filter((code) => code !== 259),
        ...Array.from({ length: 10 }, (_, digit) => 270 + digit),
        290,
        291,
        297,
        298,
        299,
      ].map(String),
    );
    expect(threeDigits.filter((code) => /^8[05-9]/.test(code))).toEqual(
      [
        "800",
        "808",
        "850",
        "852",
        "853",
        "855",
        "856",
        ...Array.from({ length: 10 }, (_, digit) => `86${digit}`),
      ].concat(["870", "878", "880", "881", "882", "883", "886", "888"]),
    );
    expect(threeDigits.filter((code) => code.startsWith("99"))).toEqual(["992", "993", "994", "995", "996", "998"]);
  });
});

describe("password", () => {
  test.each(["password", " ".repeat(8), "a".repeat(256), "é".repeat(4), "é".repeat(128), "😀😀", "pass\u0000word"])(
    "accepts %j",
    (value) => {
      expect(password.parse(value)).toEqual({ ok: true, value });
    },
  );
  test.each([
    "",
    "1234567",
    "ééé",
    "😀",
    "a".repeat(257),
    "é".repeat(129),
    "😀".repeat(65),
    "password\ud800",
    ...noStrings,
  ])("refuses %j", (value) => {
    expect(refusalOf(password, value)).toBe("Password must be between 8 and 256 characters long.");
  });
});

describe("text", () => {
  test("counts code points", () => {
    expect(accepts(text(3), "abc")).toBe(true);
    expect(accepts(text(3), "abcd")).toBe(false);
    expect(accepts(text(3), "😀😀😀")).toBe(true);
    expect(accepts(text(3), "😀😀😀😀")).toBe(false);
    expect(accepts(text(3), "e\u0301e\u0301")).toBe(false);
  });
  test("may be empty only where that is allowed", () => {
    expect(refusalOf(text(128), "")).toBe(
      "Value must be a valid string and at least 1 chars and no longer than 128 chars",
    );
    expect(text(128, 0).parse("")).toEqual({ ok: true, value: "" });
  });
  test("refuses a lone surrogate, which cannot be stored", () => {
    expect(accepts(text(128), "a\ud800")).toBe(false);
    expect(accepts(text(128), "\udc00a")).toBe(false);
  });
  test.each(noStrings)("refuses %j", (value) => {
    expect(accepts(text(128), value)).toBe(false);
  });
});

describe("label", () => {
  test.each(["a", "Z9", "a".repeat(36)])("accepts %j", (value) => {
    expect(label.parse(value)).toEqual({ ok: true, value });
  });
  test.each(["", "invalid-label", "a b", "é", "a".repeat(37), "a\n", ...noStrings])("refuses %j", (value) => {
    expect(accepts(label, value)).toBe(false);
  });
});

describe("booleans", () => {
  test("the strict one accepts exactly JSON's two values", () => {
    expect(strictBoolean.parse(true)).toEqual({ ok: true, value: true });
    expect(strictBoolean.parse(false)).toEqual({ ok: true, value: false });
    for (const value of ["true", "false", 1, 0, "1", "0", "", null, undefined, [], {}]) {
      expect(refusalOf(strictBoolean, value)).toBe("Value must be a valid boolean");
    }
  });
  test("the loose one accepts eight more spellings, and keeps true and false apart", () => {
    for (const value of [true, "true", "True", 1, "1"]) {
      expect(looseBoolean.parse(value)).toEqual({ ok: true, value: true });
    }
    for (const value of [false, "false", "False", 0, "0"]) {
      expect(looseBoolean.parse(value)).toEqual({ ok: true, value: false });
    }
    for (const value of ["", "TRUE", "FALSE", "tRue", "yes", "on", 2, -1, "01", null, undefined, [], [true], {}]) {
      expect(refusalOf(looseBoolean, value)).toBe("Value must be a valid boolean");
    }
  });
});

describe("prefs", () => {
  test.each([
    [{}, "{}"],
    [[], "{}"],
    [{ a: 1 }, '{"a":1}'],
    [{ "0": 1, "2": 2 }, '{"0":1,"2":2}'],
    [{ "1": 1 }, '{"1":1}'],
    [{ "0": 1, a: 2 }, '{"0":1,"a":2}'],
    [{ "00": 1 }, '{"00":1}'],
    [{ a: [1, 2], b: { c: null } }, '{"a":[1,2],"b":{"c":null}}'],
    [{ "": "" }, '{"":""}'],
  ])("passes %j on as JSON", (value, json) => {
    expect(prefs.parse(value)).toEqual({ ok: true, value: json });
  });
  test.each([undefined, null, "{}", "[]", '{"a":1}', "", 1, true, [1], [[]], [{}], { "0": 1 }, { "0": 1, "1": 2 }])(
    "refuses %j",
    (value) => {
      expect(refusalOf(prefs, value)).toMatch(/^Value must be a valid object\./);
    },
  );
  test.each([
    ["ASCII: one byte", "-", 1],
    ["a slash: two, as it is escaped", "/", 2],
    ["a quotation mark: two", '"', 2],
    ["a line feed: two", "\n", 2],
    ["another control character: six", "\u0001", 6],
    ["past ASCII: six", "é", 6],
    ["past the basic plane: twelve", "😀", 12],
  ])("counts bytes as PHP writes them; %s", (_, character, bytes) => {
    const around = '{"a":""}'.length;
    const fitting = Math.floor((65_535 - around) / bytes);
    const filler = "x".repeat(65_535 - around - fitting * bytes);
    expect(accepts(prefs, { a: character.repeat(fitting) + filler })).toBe(true);
    expect(accepts(prefs, { a: `${character.repeat(fitting)}${filler}x` })).toBe(false);
  });
});

describe("array", () => {
  const labels = array(label, 3);
  test("passes on the items that their rule returns", () => {
    expect(array(email, 2).parse(["A@b.co"])).toEqual({ ok: true, value: ["a@b.co"] });
    expect(labels.parse([])).toEqual({ ok: true, value: [] });
    expect(labels.parse(["a", "b", "c"])).toEqual({ ok: true, value: ["a", "b", "c"] });
  });
  test("refuses one item too many, and a value that is not a list", () => {
    for (const value of [["a", "b", "c", "d"], "a", null, {}, { 0: "a", length: 1 }]) {
      expect(refusalOf(labels, value)).toBe("Value must a valid array no longer than 3 items");
    }
  });
  test("names the error of the items' rule", () => {
    expect(refusalOf(labels, ["a", "b!"])).toBe(
      "Value must a valid array no longer than 3 items and Value must be a valid string and at least 1 chars and no " +
        "longer than 36 chars and only consist of 'A-Z, a-z, 0-9' chars",
    );
  });
});

test("oneOf compares without regard to case and passes lower case on", () => {
  const rule = oneOf(["sha1", "sha512/224"]);
  expect(rule.parse("SHA512/224")).toEqual({ ok: true, value: "sha512/224" });
  for (const value of ["", "sha", "sha1 ", ["sha1"], null, 1, "constructor"]) {
    expect(refusalOf(rule, value)).toBe("Value must be one of (sha1, sha512/224)");
  }
});

test("integer takes JSON integers of 32 bits", () => {
  for (const value of [0, -1, 2 ** 31 - 1, -(2 ** 31) + 1]) expect(integer.parse(value)).toEqual({ ok: true, value });
  for (const value of ["1", 1.5, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, null, true, [1], ""]) {
    expect(refusalOf(integer, value)).toBe("Value must be a valid integer");
  }
});

describe("range", () => {
  const hour = range(1, 3_600);
  test("takes integers within it, as numbers or as their digits", () => {
    for (const value of [1, 2, 3_600]) expect(hour.parse(value)).toEqual({ ok: true, value });
    for (const value of ["1", "0060", "3600"]) expect(hour.parse(value)).toEqual({ ok: true, value: Number(value) });
    expect(range(-5, 5).parse("-5")).toEqual({ ok: true, value: -5 });
  });
  test.each([
    0,
    3_601,
    -1,
    1.5,
    "0",
    "3601",
    "-1",
    "1.0",
    "1e2",
    "0x10",
    " 60",
    "60 ",
    "60\n",
    "+60",
    "٦٠",
    "",
    "9".repeat(400),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    undefined,
    true,
    [60],
    {},
  ])("refuses %j", (value) => {
    expect(refusalOf(hour, value)).toBe("Value must be a valid range between 1 and 3,600");
  });
  test("states its bounds in the OpenAPI document", () => {
    expect(hour.schema).toEqual({ type: "integer", format: "int32", minimum: 1, maximum: 3_600 });
  });
});

test("orEmpty adds the empty text, and nothing else", () => {
  expect(orEmpty(email).parse("")).toEqual({ ok: true, value: "" });
  expect(orEmpty(email).parse("A@b.co")).toEqual({ ok: true, value: "a@b.co" });
  for (const value of [" ", null, undefined, 0, false, []]) expect(accepts(orEmpty(email), value)).toBe(false);
});

test("optional falls back on the given value, else on null", () => {
  expect(optional(email)).toEqual({ optional: email, fallback: null });
  expect(optional(text(128), "")).toMatchObject({ fallback: "" });
});

describe("redirectUrl", () => {
  const deployment = {
    allowedHosts: [{ kind: "exact", host: "app.example.com" }],
    ownHost: "api.example.com",
    allowsLoopback: true,
    projectId: "Acme",
  } as const;
  const allowed = [
    "https://app.example.com/a?b#c",
    "http://api.example.com",
    "http://localhost:3000/",
    "http://[::1]/",
    "appwrite-callback-Acme://",
    "appwrite-callback-Acme:///in?from=app",
  ];

  test.each(allowed)("accepts %s of an allowed host unchanged", (url) => {
    expect(redirectUrl.parse(url, deployment)).toEqual({ ok: true, value: url });
  });
  test.each([
    "https://evil.com",
    "https://app.example.com@evil.com",
    "appwrite-callback-other://",
    "appwrite-callback-Acme2://",
    "appwrite-callback-acme://",
    "appwrite-callback-Acme:in",
    "appwrite-callback-Acme",
    "exp://app.example.com",
    "javascript:alert(1)",
    "app.example.com",
    ...noStrings,
  ])("refuses %j", (url) => {
    const parsed = redirectUrl.parse(url, deployment);
    expect(parsed).toEqual({ ok: false, error: expect.stringMatching(/^Value must be an http or https URL/) });
  });
  test("accepts no host while none is configured", () => {
    expect(allowed.filter((url) => accepts(redirectUrl, url))).toEqual([]);
  });
  test("accepts this machine only where loopback hosts are allowed", () => {
    const deployed = { ...deployment, allowsLoopback: false };
    expect(allowed.filter((url) => !redirectUrl.parse(url, deployed).ok)).toEqual([
      "http://localhost:3000/",
      "http://[::1]/",
    ]);
  });
  test("gets the deployment inside of other rules too", () => {
    const url = "https://app.example.com/";
    expect(orEmpty(redirectUrl).parse(url, deployment)).toEqual({ ok: true, value: url });
    expect(orNull(redirectUrl, "").parse(url, deployment)).toEqual({ ok: true, value: url });
    expect(array(redirectUrl, 1).parse([url], deployment)).toEqual({ ok: true, value: [url] });
  });
});
