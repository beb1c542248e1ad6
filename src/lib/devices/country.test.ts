import { describe, expect, test } from "vitest";
import { countryOf } from "./country.ts";

describe("the code", () => {
  test.each([
    ["NL", "nl", "Netherlands"],
    ["nl", "nl", "Netherlands"],
    ["US", "us", "United States"],
    ["XK", "xk", "Kosovo"],
  ])("of %s is %s, %s", (country, code, name) => {
    expect(countryOf(country, "en")).toEqual({ code, name });
  });
  test.each([null, "", "XX", "xx", "T1", "ZZ", "QQ", "N", "NLD", "N1", "--", "🇳🇱", "__proto__"])(
    "of %s is --",
    (country) => {
      expect(countryOf(country, "en")).toEqual({ code: "--", name: "Unknown" });
    },
  );
});

describe("the name", () => {
  test.each([
    ["nl", "Duitsland"],
    ["de", "Deutschland"],
    ["ja", "ドイツ"],
    ["ar", "ألمانيا"],
    ["zh-cn", "德国"],
    ["zh-tw", "德國"],
    ["pt-BR", "Alemanha"],
    ["DE", "Deutschland"],
  ])("in %s is %s", (locale, name) => {
    expect(countryOf("DE", locale)).toEqual({ code: "de", name });
  });
  test.each([undefined, "", "en", "xx", "qqq-Latn", "pt_BR", "not a locale", "-", "*", "x".repeat(5000), "\u0000"])(
    "in %j is English",
    (locale) => {
      expect(countryOf("DE", locale)).toEqual({ code: "de", name: "Germany" });
    },
  );
  test("of no country is the same in every language", () => {
    expect(countryOf(null, "de")).toEqual({ code: "--", name: "Unknown" });
  });
});
