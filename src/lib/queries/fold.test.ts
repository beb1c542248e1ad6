import fc from "fast-check";
import { expect, test } from "vitest";
import { fold } from "./fold.ts";

test.each([
  ["Ann", "ann"],
  ["Łukasz Ångström", "lukasz angstrom"],
  ["STRASSE", "strasse"],
  ["Straße", "strasse"],
  ["ẞ", "ss"],
  ["Ærøskøbing", "aeroskobing"],
  ["œuvre", "oeuvre"],
  ["Đặng", "dang"],
  ["Þórður", "thordur"],
  ["İstanbul ISPARTA ısı", "istanbul isparta isi"],
  ["ΟΔΟΣ Οδός", "οδοσ οδοσ"],
  ["ﬁnance Ⅷ", "finance viii"],
  ["Ｆｕｌｌ", "full"],
  ["Й", "и"],
  ["한글", "한글"],
  ["がガ", "がガ"],
  ["ｶﾞ", "ガ"],
  ["हिन्दी", "हिन्दी"],
  ["שָׁלוֹם", "שלום"],
  ["مُحَمَّد", "محمد"],
  ["\ud800", "\ufffd"],
  ["a\u0000B", "a\u0000b"],
])("folds %j to %j", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test("folding twice changes nothing more", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => fold(fold(text)) === fold(text)),
    { numRuns: 10_000 },
  );
});

test("folding any character twice changes nothing more", { timeout: 60_000 }, () => {
  const changed: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    const character = String.fromCodePoint(point);
    if (fold(fold(character)) !== fold(character)) changed.push(point.toString(16));
  }
  expect(changed).toEqual([]);
});
