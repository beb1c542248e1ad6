/** Security phrases (docs/spec/account.md#login-tokens). */
import { expect, test } from "vitest";
import { phraseWords, securityPhrase } from "../../src/lib/delivery/texts/phrase.ts";

const { adjectives, nouns } = phraseWords;

test("There are 64 different adjectives and nouns at least, each a plain word that is in one list only", () => {
  for (const words of [adjectives, nouns]) {
    expect(words.length).toBeGreaterThanOrEqual(64);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toMatch(/^[a-z]{3,8}$/);
  }
  expect(adjectives.filter((word) => nouns.includes(word))).toEqual([]);
});

test("A phrase is an adjective and a noun, and every word occurs", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 5_000; i++) {
    const [adjective = "", noun = "", ...more] = securityPhrase().split(" ");
    expect([adjective, noun].join(" ")).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    expect(adjectives).toContain(adjective.toLowerCase());
    expect(nouns).toContain(noun.toLowerCase());
    expect(more).toEqual([]);
    seen.add(adjective).add(noun);
  }
  // One of 170 words is missing from 5,000 phrases once in 10^22 runs.
  expect(seen.size).toBe(adjectives.length + nouns.length);
});
