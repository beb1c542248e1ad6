import { describe, expect, test } from "vitest";
import { disposableDomainSet, emailMetadata, freeDomainSet } from "./email-metadata.ts";

const canonicalOf = (email: string) => emailMetadata(email).emailCanonical;

test("is unknown without an address", () => {
  expect(emailMetadata(null)).toEqual({ emailCanonical: null, emailIsFree: null, emailIsDisposable: null });
});

describe("the canonical form", () => {
  test.each([
    ["ann.lee+x@gmail.com", "annlee@gmail.com"],
    ["a.n.n@googlemail.com", "ann@gmail.com"],
    ["+ann@gmail.com", "+ann@gmail.com"],
    ["ann+a+b@gmail.com", "ann@gmail.com"],
    ["ann.lee+x@icloud.com", "ann.lee@icloud.com"],
    ["ann+x@me.com", "ann@icloud.com"],
    ["ann+x@mac.com", "ann@icloud.com"],
    ["ann.lee+x@outlook.com", "ann.lee@outlook.com"],
    ["ann+x@outlook.co.uk", "ann@outlook.com"],
    ["ann+x@hotmail.fr", "ann@outlook.com"],
    ["ann+x@live.nl", "ann@outlook.com"],
    ["ann+x@msn.com", "ann@outlook.com"],
    ["ann+x@passport.com", "ann@outlook.com"],
    ["ann-x@yahoo.com", "ann@yahoo.com"],
    ["ann-x-y@yahoo.co.jp", "ann-x@yahoo.com"],
    ["ann+x@yahoo.de", "ann+x@yahoo.com"],
    ["ann-x@ymail.com", "ann@yahoo.com"],
    ["ann-x@rocketmail.com", "ann@yahoo.com"],
    ["ann+x@fastmail.fm", "ann+x@fastmail.com"],
    ["ann@fastmail.com", "ann@fastmail.com"],
    ["ann+x@proton.me", "ann+x@protonmail.com"],
    ["ann@pm.me", "ann@protonmail.com"],
    ["ann@walla.com", "ann@walla.co.il"],
    ["ann.lee+x@example.com", "ann.lee+x@example.com"],
    ["ann+x@notgmail.com", "ann+x@notgmail.com"],
    ["ann+x@xoutlook.com", "ann+x@xoutlook.com"],
    ["ann+x@gmail.com.example.org", "ann+x@gmail.com.example.org"],
    ["cristiano.ronaldo@manchester-united.co.uk", "cristiano.ronaldo@manchester-united.co.uk"],
    ['"a@b"@gmail.com', '"a@b"@gmail.com'],
  ])("of %s is %s", (email, canonical) => {
    expect(canonicalOf(email)).toBe(canonical);
  });
  test("never loses its local part", () => {
    expect(canonicalOf("-x@yahoo.com")).toBe("-x@yahoo.com");
  });
});

describe("the kind of domain", () => {
  test.each([
    ["ann@gmail.com", true, false],
    ["ann@manchester-united.co.uk", false, false],
    ["ann@mailinator.com", false, true],
  ])("%s: free %s, disposable %s", (email, emailIsFree, emailIsDisposable) => {
    expect(emailMetadata(email)).toMatchObject({ emailIsFree, emailIsDisposable });
  });
  test("a domain on both lists counts as disposable only", () => {
    const both = [...freeDomainSet()].filter((domain) => disposableDomainSet().has(domain));
    expect(both.length).toBeGreaterThan(0);
    for (const domain of both) {
      expect(emailMetadata(`a@${domain}`)).toMatchObject({ emailIsFree: false, emailIsDisposable: true });
    }
  });
  test("a domain below a listed one is not on the list", () => {
    expect(emailMetadata("a@x.gmail.com")).toMatchObject({ emailIsFree: false, emailIsDisposable: false });
  });
  test("the lists have the size they had when the packages were chosen", () => {
    expect({ free: freeDomainSet().size, disposable: disposableDomainSet().size }).toEqual({
      free: 14_125,
      disposable: 8_883,
    });
  });
  test("the lists are in lower case, as the addresses are", () => {
    const isLower = (domain: string) => domain === domain.toLowerCase().trim();
    expect([...freeDomainSet(), ...disposableDomainSet()].filter((domain) => !isLower(domain))).toEqual([]);
  });
});
