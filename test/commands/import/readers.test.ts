/** The readers of export files: the records do not depend on the pieces in which the text arrives. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { readCsv, readTable, separatorOf } from "../../../scripts/import/read/csv.ts";
import { readJson } from "../../../scripts/import/read/json.ts";
import { readSql } from "../../../scripts/import/read/sql.ts";
import { readText } from "../../../scripts/import/read/text.ts";

/** A text in pieces of a size. */
async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function collect<Unit>(units: AsyncIterable<Unit>): Promise<Unit[]> {
  const all: Unit[] = [];
  for await (const unit of units) all.push(unit);
  return all;
}

/** Reads a text in pieces of several sizes, and asserts that the results are equal. */
async function readAll<Unit>(text: string, read: (texts: AsyncIterable<string>) => AsyncIterable<Unit>) {
  const whole = await collect(read(pieces(text, text.length)));
  for (const size of [1, 2, 3, 7, 64]) expect(await collect(read(pieces(text, size)))).toEqual(whole);
  return whole;
}

describe("CSV", () => {
  const read = (text: string) => readAll(text, (texts) => readCsv(texts, ","));

  test.each([
    [
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a,b\r\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ['"a ""b""","c,\nd"\n', [['a "b"', "c,\nd"]]],
    [
      "a,,\n\n,\n",
      [
        ["a", "", ""],
        ["", ""],
      ],
    ],
    ['x,"", y\n', [["x", "", " y"]]],
    ['say "hi",b\n', [['say "hi"', "b"]]],
    ["", []],
  ])("%j", async (text, records) => {
    expect(await read(text)).toEqual(records);
  });

  test("names the fields by the header, in records of any length", async () => {
    const rows = await readAll("id; name\n1\n2;Ann;more\n", (texts) => readTable(texts, ";"));
    expect(rows).toEqual([
      { id: "1", name: "" },
      { id: "2", name: "Ann" },
    ]);
  });

  test("finds the separator in the header", () => {
    expect(["a,b;c,d", "a;b;c", "a\tb", "a"].map(separatorOf)).toEqual([",", ";", "\t", ","]);
  });

  test("refuses a quote that is never closed before it fills the memory", async () => {
    async function* endless() {
      yield await Promise.resolve('a,"');
      for (;;) yield "x".repeat(4 * 1024 ** 2);
    }
    await expect(collect(readCsv(endless(), ","))).rejects.toThrow("a quote or bracket is not closed");
  });
});

describe("JSON", () => {
  const read = (text: string) => readAll(text, (texts) => readJson(texts, ["users"]));

  test.each([
    ['[{"a":1},{"b":"}\\"]"}]', ['{"a":1}', '{"b":"}\\"]"}']],
    ['{"a":1}\n{"b":[{}]}\n', ['{"a":1}', '{"b":[{}]}']],
    [
      '{"realm":"x","n":1,"roles":{"realm":[{"name":"a"}]},"users":[{"a":1}, {"b":2}],"clients":[{"c":3}]}',
      ['{"a":1}', '{"b":2}'],
    ],
    ['{"total":0,"users":[]}', []],
    ['{"a":"\\\\"}{"b":"é"}', ['{"a":"\\\\"}', '{"b":"é"}']],
    ['{"deep":{"users":[{"no":1}]}}', ['{"deep":{"users":[{"no":1}]}}']],
    ["[]", []],
    ["", []],
  ])("%j", async (text, objects) => {
    expect(await read(text)).toEqual(objects);
  });

  test.each([
    ["[1]", 'The file is not JSON of users: it has "1]" where an object must begin.'],
    ["hello", 'The file is not JSON of users: it has "hello" where an object must begin.'],
    ['[{"a":1', "The file ends in the middle of an object of JSON."],
  ])("%j is refused", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe("SQL", () => {
  const read = (text: string) => readAll(text, readSql);

  test("reads a dump of MySQL, with the columns of its CREATE TABLE", async () => {
    const dump = `-- MySQL dump 10.13; it's a comment
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS \`wp_users\`;
CREATE TABLE \`wp_users\` (
  \`ID\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`user_login\` varchar(60) NOT NULL DEFAULT '',
  PRIMARY KEY (\`ID\`),
  KEY \`login\` (\`user_login\`)
) ENGINE=InnoDB;
LOCK TABLES \`wp_users\` WRITE;
INSERT INTO \`wp_users\` VALUES (1,'O\\'Brien; \\"x\\"'),(2,'a''b, (c)\\n'),(3,NULL);
INSERT INTO \`wp_users\` (\`ID\`) VALUES (4);
UNLOCK TABLES;
`;
    expect(await read(dump)).toEqual([
      { table: "wp_users", columns: ["ID", "user_login"], values: ["1", 'O\'Brien; "x"'] },
      { table: "wp_users", columns: ["ID", "user_login"], values: ["2", "a'b, (c)\n"] },
      { table: "wp_users", columns: ["ID", "user_login"], values: ["3", null] },
      { table: "wp_users", columns: ["ID"], values: ["4"] },
    ]);
  });

  test("reads a dump of PostgreSQL with COPY", async () => {
    const dump = `SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION auth.uid() RETURNS uuid AS $$ select 'it''s; odd'' $$ LANGUAGE sql;
-- Data for Name: users; Type: TABLE DATA; Schema: auth
COPY auth.users (id, email, raw) FROM stdin;
1\ta@example.com\t{"name": "a\\\\"b\\\\tc"}
2\t\\N\ttab\\there
\\.

SELECT 1;
`;
    expect(await read(dump)).toEqual([
      { table: "users", columns: ["id", "email", "raw"], values: ["1", "a@example.com", '{"name": "a\\"b\\tc"}'] },
      { table: "users", columns: ["id", "email", "raw"], values: ["2", null, "tab\there"] },
    ]);
  });

  test("reads a dump of PostgreSQL with INSERT: a backslash is a backslash there", async () => {
    const dump = String.raw`INSERT INTO "auth"."users" ("id", "email", "raw", "ok") VALUES
	('1', 'a\b''c', '{"a": 1}'::jsonb, true),
	('2', E'a\\b', NULL::text, now());
INSERT INTO auth.identities (id) VALUES ('3') ON CONFLICT DO NOTHING;
`;
    expect(await read(dump)).toEqual([
      { table: "users", columns: ["id", "email", "raw", "ok"], values: ["1", String.raw`a\b'c`, '{"a": 1}', "true"] },
      { table: "users", columns: ["id", "email", "raw", "ok"], values: ["2", String.raw`a\b`, null, "now()"] },
      { table: "identities", columns: ["id"], values: ["3"] },
    ]);
  });
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-import-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const text = "id,name\n1,Ännchen 🔑\n";
  const mark = "\uFEFF";
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(mark + text)],
    ["UTF-16", Buffer.from(mark + text, "utf16le")],
    ["gzip", gzipSync(text)],
  ])("are read as %s", async (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    let read = 0;
    const pieces = await collect(readText(path, (more) => (read += more)));
    expect(pieces.join("")).toBe(text);
    expect(read).toBe(bytes.length);
  });

  test("are refused in another encoding, or where there is none", async () => {
    const path = join(folder, "latin1");
    writeFileSync(path, Buffer.from("J\xfcrgen", "latin1"));
    await expect(collect(readText(path))).rejects.toThrow("it is neither UTF-8 nor UTF-16");
    await expect(collect(readText(join(folder, "none")))).rejects.toThrow(/^The file .*none cannot be read\.$/);
  });
});
