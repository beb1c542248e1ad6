/// <reference types="vite/client" />
/** The specification (docs/spec) describes every address that is served. */
import { expect, test } from "vitest";
import { endpoints } from "../../src/app.ts";
import { addressesOf } from "../../src/http/router.ts";

const pages = import.meta.glob<string>("../../docs/spec/*.md", { query: "?raw", import: "default", eager: true });

const served = new Set(endpoints.flatMap(addressesOf).map(({ method, path }) => `${method} ${path}`));

/** The addresses in a text, such as `GET /users`. */
const addressesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:GET|POST|PUT|PATCH|DELETE) \/[a-z][\w/.{}-]*/g)].map(([address]) => address);

const described = new Set(Object.values(pages).flatMap(addressesIn));

/** Addresses that stand for several: `PATCH /project/policies/{policyId}` is one route for each policy. */
const patterns = [...described]
  .filter((address) => !served.has(address) && address.includes("{"))
  .map(
    (address) => new RegExp(`^${address.replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, "(?:[\\w.-]+|\\{$1\\})")}$`),
  );

test("has the method and path of every endpoint, those of older SDKs included", () => {
  expect(served.size).toBeGreaterThan(100);
  expect([...served].filter((address) => !described.has(address) && !patterns.some((p) => p.test(address)))).toEqual(
    [],
  );
});
