import { describe, expect, test } from "vitest";
import { parsePage } from "./page.ts";

const rows = 11;
const limit = (...values: readonly unknown[]) => JSON.stringify({ method: "limit", values });
const offset = (...values: readonly unknown[]) => JSON.stringify({ method: "offset", values });
const refusal = (text: string | RegExp) => ({
  ok: false,
  error: {
    type: "general_argument_invalid",
    message: typeof text === "string" ? `Invalid query: ${text}` : expect.stringMatching(text),
  },
});

describe("a page", () => {
  test.each([
    [[], { limit: 11, offset: 0 }],
    [[limit(1)], { limit: 1, offset: 0 }],
    [[limit(5000)], { limit: 5000, offset: 0 }],
    [[offset(0)], { limit: 11, offset: 0 }],
    [[offset(4)], { limit: 11, offset: 4 }],
    [[offset(2 ** 53)], { limit: 11, offset: Number.MAX_SAFE_INTEGER }],
    [[offset(4), limit(2)], { limit: 2, offset: 4 }],
    [[limit(2), limit(3), offset(4), offset(5)], { limit: 2, offset: 4 }],
  ])("of %j is %j", (texts, page) => {
    expect(parsePage(texts, rows)).toEqual({ ok: true, value: page });
  });

  test.each([0, -1, 5001, 1.5, "1", true, null])("has no limit of %j", (value) => {
    expect(parsePage([limit(value)], rows)).toEqual(refusal("limit takes an integer from 1 to 5000"));
  });

  test.each([-1, 1.5, 2 ** 64, "1", null])("has no offset of %j", (value) => {
    expect(parsePage([offset(value)], rows)).toEqual(refusal("offset takes an integer from 0 to 2^63 - 1"));
  });

  test.each(["equal", "search", "orderAsc", "orderRandom", "cursorAfter", "cursorBefore", "isNull", "and"])(
    "rejects %s",
    (method) => {
      const nested = { method: "limit", values: [1] };
      const text = JSON.stringify({ method, attribute: "$id", values: method === "and" ? [nested, nested] : ["x"] });
      expect(parsePage([text], rows)).toEqual(
        refusal(`the method "${method}" is not accepted here; accepted: limit, offset`),
      );
    },
  );

  test.each(["", "limit(1)", "[]", '{"method":"nope"}'])("is not asked for by %j", (text) => {
    expect(parsePage([text], rows)).toEqual(refusal(/^Invalid query: ./));
  });
});
