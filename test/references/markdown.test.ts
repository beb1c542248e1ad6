/** Anchors and links of Markdown, as GitHub makes them. */
import { describe, expect, test } from "vitest";
import { anchorsOf, linksOf, slugOf } from "../../scripts/references/markdown.ts";

describe("the anchor of a heading", () => {
  test.each([
    ["Key model", "key-model"],
    ["`GET /users/{userId}`, by id", "get-usersuserid-by-id"],
    ['What "out" means', "what-out-means"],
    ["Sign-ins with Google & Apple", "sign-ins-with-google--apple"],
    ["See [the list](lists.txt#search)", "see-the-list"],
    ["1. Dependencies", "1-dependencies"],
    ["snake_case, Größe", "snake_case-größe"],
  ])("%s is #%s", (heading, anchor) => {
    expect(slugOf(heading)).toBe(anchor);
  });

  test("gets a number if an earlier heading has it, and is none in a code block", () => {
    const markdown = "# Keys\n## Routes\n```sh\n# comment\n```\n## Routes ##\n### Routes-1\n####no heading\n";
    expect([...anchorsOf(markdown)]).toEqual(["keys", "routes", "routes-1", "routes-1-1"]);
  });
});

test("finds inline links, images and definitions, and none in code", () => {
  const markdown = [
    'A [page](a.txt#b "title"), ![image](c.png) and [two](d(e).txt) [on](f.txt) a line.',
    "[label]: g.txt",
    "`[code](h.txt)`",
    "```\n[block](i.txt)\n```",
    "[last](#j)",
  ].join("\n");
  expect(linksOf(markdown)).toEqual([
    { line: 1, target: "a.txt#b" },
    { line: 1, target: "c.png" },
    { line: 1, target: "d(e).txt" },
    { line: 1, target: "f.txt" },
    { line: 2, target: "g.txt" },
    { line: 7, target: "#j" },
  ]);
});
