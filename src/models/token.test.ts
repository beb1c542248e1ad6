import { expect, test } from "vitest";
import { token, type TokenRow } from "./token.ts";
import { parseVersion } from "./version.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const row: TokenRow = { id: "t1", createdAt: at, userId: "ann", secret: "c0ffee", expire: at + 900_000, phrase: "" };

test("a token shows every field, in the order of the specification", () => {
  expect(JSON.stringify(token.render(row, undefined))).toBe(
    '{"$id":"t1","$createdAt":"2026-01-02T03:04:05.678+00:00","userId":"ann","secret":"c0ffee",' +
      '"expire":"2026-01-02T03:19:05.678+00:00","phrase":""}',
  );
});

test("a token shows the phrase that its message shows", () => {
  expect(token.render({ ...row, phrase: "Quiet Harbour" }, undefined)).toMatchObject({ phrase: "Quiet Harbour" });
});

test("a token has no phrase in formats older than the field", () => {
  expect(token.render(row, parseVersion("1.4.0"))).toEqual({
    $id: "t1",
    $createdAt: "2026-01-02T03:04:05.678+00:00",
    userId: "ann",
    secret: "c0ffee",
    expire: "2026-01-02T03:19:05.678+00:00",
  });
});

test("a token shows nothing that is not listed", () => {
  const more = { ...row, digest: "hidden", tries: 3, seq: 7 };
  expect(token.render(more, undefined)).toEqual(token.render(row, undefined));
});
