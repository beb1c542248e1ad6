/// <reference types="vite/client" />
/** The index of decisions (docs/decisions) has a row for each page, with its number and title. */
import { expect, test } from "vitest";

const pages = import.meta.glob<string>("../../docs/decisions/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

const decisions = Object.entries(pages).flatMap(([path, text]) => {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const [, number, title] = /^# (\d+)\. (.+)/.exec(text) ?? [];
  return file === "README.md" ? [] : [{ file, number, title }];
});

test("lists every decision under its own number and title", () => {
  const rows = (pages["../../docs/decisions/README.md"] ?? "").matchAll(/^\| \[(\d+)\]\((\S+)\) +\| (.+?) +\|$/gm);
  expect(decisions.length).toBeGreaterThan(10);
  expect([...rows].map(([, number, file, title]) => ({ file, number, title }))).toEqual(
    decisions.toSorted((a, b) => Number(a.number) - Number(b.number)),
  );
});
