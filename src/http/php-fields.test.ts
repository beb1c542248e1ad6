import { describe, expect, test } from "vitest";
import { fromEntries, parseFields } from "./php-fields.ts";

describe("a query string", () => {
  test.each([
    ["", {}],
    ["?", {}],
    ["a=1", { a: "1" }],
    ["?a=1&b=2", { a: "1", b: "2" }],
    ["a", { a: "" }],
    ["a=", { a: "" }],
    ["=1", {}],
    ["a=1&a=2", { a: "2" }],
    ["a=x+y", { a: "x y" }],
    ["a=%2B%26%3D%C3%A9", { a: "+&=é" }],
    ["a[0]=x&a[1]=y", { a: ["x", "y"] }],
    ["a%5B0%5D=x&a%5B1%5D=y", { a: ["x", "y"] }],
    ["a[]=x&a[]=y", { a: ["x", "y"] }],
    ["a[1]=y&a[0]=x", { a: ["x", "y"] }],
    ["a[0]=x&a[]=y", { a: ["x", "y"] }],
    ["a[5]=x&a[]=y", { a: ["x", "y"] }],
    ["a[0]=x&a[0]=y", { a: ["y"] }],
    ["a[k]=v", { a: { k: "v" } }],
    ["a[k]=v&a[0]=x", { a: { k: "v", "0": "x" } }],
    ["a[k]=v&a[]=x", { a: { k: "v", "0": "x" } }],
    ["a[01]=v", { a: { "01": "v" } }],
    ["a[-1]=v", { a: { "-1": "v" } }],
    ["a[k][l][]=v&a[k][l][]=w", { a: { k: { l: ["v", "w"] } } }],
    ["a=1&a[b]=2", { a: { b: "2" } }],
    ["a[b]=2&a=1", { a: "1" }],
    ["a[b=1", { "a[b": "1" }],
    ["a]=1", { "a]": "1" }],
    ['queries[0]={"method":"limit","values":[1]}', { queries: ['{"method":"limit","values":[1]}'] }],
  ])("%j", (text, fields) => {
    expect(parseFields(text)).toEqual(fields);
  });
});

test("names of inherited properties are ordinary names", () => {
  const fields = parseFields("__proto__[a]=1&constructor=2&b[__proto__]=3");
  expect(Object.keys(fields)).toEqual(["__proto__", "constructor", "b"]);
  expect(Object.hasOwn(fields, "toString")).toBe(false);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
  expect(JSON.stringify(fields)).toBe('{"__proto__":{"a":"1"},"constructor":"2","b":{"__proto__":"3"}}');
});

test("invalid UTF-8 does not fail", () => {
  expect(parseFields("a=%ff%fe")).toEqual({ a: "\ufffd\ufffd" });
});

test("a huge index does not make a huge list", () => {
  expect(parseFields("a[999999999]=x")).toEqual({ a: ["x"] });
  expect(parseFields("a[99999999999999999999]=x")).toEqual({ a: { "99999999999999999999": "x" } });
});

test("fields past 5,000 are left out", () => {
  const entries = Array.from({ length: 5_001 }, (_, index) => [`a[${index}]`, "x"] as const);
  expect(fromEntries(entries)["a"]).toHaveLength(5_000);
});

test("brackets nest 64 deep, and a name with many thousands of them is read quickly", () => {
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  expect(depthOf(parseFields(`a${"[b]".repeat(10)}=x`))).toBe(11);
  expect(depthOf(parseFields(`a${"[b]".repeat(50_000)}=x`))).toBe(64);
});
