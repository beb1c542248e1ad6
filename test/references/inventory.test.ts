/// <reference types="vite/client" />
/** The inventory of keys in docs/security.md has every purpose that a key is derived for. */
import { expect, test } from "vitest";

const texts = import.meta.glob<string>(["/docs/security.md", "/src/lib/crypto/derive.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The matches of the pattern's first group in a part of a text. */
const namesIn = (part: string | undefined, pattern: RegExp): readonly (string | undefined)[] =>
  [...(part ?? "").matchAll(pattern)].map(([, name]) => name);

test("lists every key that is derived, in the order of the code", () => {
  const [, union] = /export type Purpose =([^;]+);/.exec(texts["/src/lib/crypto/derive.ts"] ?? "") ?? [];
  const purposes = namesIn(union, /"([\w-]+)"/g);
  expect(purposes.length).toBeGreaterThan(5);
  const [, inventory] = (texts["/docs/security.md"] ?? "").split("\n## Keys and algorithms\n");
  expect(namesIn(inventory?.split("\n## ")[0], /^\| `([\w-]+)` /gm)).toEqual(purposes);
});
