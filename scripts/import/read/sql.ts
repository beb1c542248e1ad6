/** The rows of a dump of MySQL (`mysqldump`) or PostgreSQL (`pg_dump`), one at a time. */
import { type Cut, cutUnits } from "./cut.ts";

export interface SqlRow {
  /** Without a schema. */
  readonly table: string;
  /** Null: the dump does not name them. */
  readonly columns: readonly string[] | null;
  /** Text as it was stored; null for NULL. */
  readonly values: readonly (string | null)[];
}

type Dialect = "mysql" | "postgres";

const name = '(?:`[^`]+`|"[^"]+"|[\\w$]+)';
const qualified = `(?:${name}\\.)?(${name})`;
const insertHead = new RegExp(
  `INSERT\\s+(?:IGNORE\\s+)?INTO\\s+${qualified}\\s*(\\([^)]*\\))?\\s*(?:OVERRIDING\\s+SYSTEM\\s+VALUE\\s+)?VALUES\\s*`,
  "iy",
);
const copyHead = new RegExp(`COPY\\s+${qualified}\\s*(\\([^)]*\\))?\\s+FROM\\s+stdin[^;]*;[^\\n]*\\n`, "iy");
const createHead = new RegExp(`CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${qualified}\\s*\\(`, "iy");
const dataHead = /(?:INSERT|COPY)\b/iy;
const blank = /(?:\s|--[^\n]*\n|#[^\n]*\n|\/\*[^]*?\*\/;?|\\(?:un)?restrict[^\n]*\n)*/y;

/** The longest head of a statement, in characters. */
const headMax = 64 * 1024;

const match = (pattern: RegExp, text: string, from: number): RegExpExecArray | null => {
  pattern.lastIndex = from;
  return pattern.exec(text);
};

const unquote = (text: string): string => text.replaceAll(/^[`"]|[`"]$/g, "");

const columnsIn = (list: string): readonly string[] =>
  list
    .replaceAll(/^\(|\)$/g, "")
    .split(",")
    .map((column) => unquote(column.trim()));

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  Z: "\u001a",
};

const unescape = (text: string): string =>
  text.replaceAll(/\\([^])/g, (_, letter: string) => escapes[letter] ?? letter);

/** @returns where a quoted text ends, behind its closing quote; -1: it is not complete */
function endOfText(text: string, from: number, hasBackslashes: boolean): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (hasBackslashes && text[at] === "\\") at += 1;
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at + 1;
      at += 1;
    }
  }
  return -1;
}

/** One value of a list, and where it ends. Null: it is not complete. */
function cutValue(text: string, from: number, dialect: Dialect): { value: string | null; end: number } | null {
  let at = from;
  let value: string | null = null;
  let depth = 0;
  const begin = at;
  while (at < text.length) {
    const letter = text[at];
    if (letter === "'") {
      const hasBackslashes = dialect === "mysql" || /e/i.test(text[at - 1] ?? "");
      const end = endOfText(text, at, hasBackslashes);
      if (end === -1 || end >= text.length) return null;
      const inner = text.slice(at + 1, end - 1).replaceAll("''", "'");
      value = hasBackslashes ? unescape(inner) : inner;
      at = end;
    } else if (depth === 0 && (letter === "," || letter === ")")) {
      const word = text.slice(begin, at).trim();
      return { value: value ?? (/^null(?:::|$)/i.test(word) ? null : word), end: at };
    } else {
      if (letter === "(") depth += 1;
      if (letter === ")") depth -= 1;
      at += 1;
    }
  }
  return null;
}

/** The values of a list from its bracket on. Null: they are not complete. */
function cutTuple(text: string, from: number, dialect: Dialect): { values: (string | null)[]; end: number } | null {
  const values: (string | null)[] = [];
  for (let at = from + 1; ; at += 1) {
    while (/\s/.test(text[at] ?? "")) at += 1;
    const cut = cutValue(text, at, dialect);
    if (cut === null) return null;
    values.push(cut.value);
    at = cut.end;
    if (text[at] === ")") return { values, end: at + 1 };
  }
}

const copyEscapes = (field: string): string | null =>
  field === String.raw`\N` ? null : field.includes("\\") ? unescape(field) : field;

/** Names of the columns that a CREATE TABLE lists; lines of keys and constraints begin with a keyword. */
function columnsOfCreate(body: string): readonly string[] {
  return body.split("\n").flatMap((line) => {
    const [, column] = /^\s*(`[^`]+`|"[^"]+"|[\w$]+)\s+\w/.exec(line) ?? [];
    return column === undefined ||
      /^(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK)$/i.test(column)
      ? []
      : [unquote(column)];
  });
}

/** @returns where a statement ends, behind its semicolon; -1: it is not complete */
function endOfStatement(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === ";") return at + 1;
    if (letter === "'" || letter === '"' || letter === "`") {
      at = letter === "'" ? endOfText(text, at, true) - 1 : text.indexOf(letter, at + 1);
      if (at < 0) return -1;
    } else if (letter === "$") {
      const tag = match(/\$\w*\$/y, text, at)?.[0];
      if (tag === undefined) continue;
      at = text.indexOf(tag, at + tag.length);
      if (at === -1) return -1;
      at += tag.length - 1;
    }
  }
  return -1;
}

/** The statement that the following rows belong to. */
interface Head {
  readonly kind: "insert" | "copy";
  readonly dialect: Dialect;
  readonly table: string;
  readonly columns: readonly string[] | null;
}

/** @returns the rows of every table, in the order of the dump */
export async function* readSql(texts: AsyncIterable<string>): AsyncGenerator<SqlRow> {
  const created = new Map<string, readonly string[]>();
  let head: Head | null = null;

  function begin(text: string, from: number, isLast: boolean): Cut<SqlRow> | null {
    const at = from + (match(blank, text, from)?.[0].length ?? 0);
    // An incomplete comment waits for more text: once complete, it is skipped as blank.
    const isComment = /^(?:--|#|\/\*|\\|[-/]$)/.test(text.slice(at, at + 2));
    if (at >= text.length || (isComment && !isLast)) return null;
    const insert = match(insertHead, text, at);
    const copy = insert ?? match(copyHead, text, at);
    if (copy !== null) {
      const [whole, quoted = "", list] = copy;
      const table = unquote(quoted);
      head = {
        kind: insert === null ? "copy" : "insert",
        dialect: whole.includes("`") ? "mysql" : "postgres",
        table,
        columns: list === undefined ? (created.get(table) ?? null) : columnsIn(list),
      };
      return { end: at + whole.length };
    }
    if (!isLast && match(dataHead, text, at) !== null && text.length - at < headMax) return null;
    const end = endOfStatement(text, at);
    if (end === -1) return isLast ? { end: text.length } : null;
    const create = match(createHead, text, at);
    if (create !== null) {
      created.set(unquote(create[1] ?? ""), columnsOfCreate(text.slice(at + create[0].length, end)));
    }
    return { end };
  }

  function cutInserted(text: string, from: number, { columns, dialect, table }: Head): Cut<SqlRow> | null {
    const at = from + (match(/[\s,]*/y, text, from)?.[0].length ?? 0);
    if (at >= text.length) return null;
    if (text[at] !== "(") {
      head = null;
      return { end: text[at] === ";" ? at + 1 : at };
    }
    const tuple = cutTuple(text, at, dialect);
    return tuple && { unit: { table, columns, values: tuple.values }, end: tuple.end };
  }

  function cutCopied(text: string, from: number, isLast: boolean, { columns, table }: Head): Cut<SqlRow> | null {
    if (from >= text.length) return null;
    const newline = text.indexOf("\n", from);
    if (newline === -1 && !isLast) return null;
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(from, end).replace(/\r$/, "");
    if (line === String.raw`\.`) {
      head = null;
      return { end: end + 1 };
    }
    return { unit: { table, columns, values: line.split("\t").map(copyEscapes) }, end: end + 1 };
  }

  yield* cutUnits<SqlRow>(texts, (text, from, isLast) => {
    if (head === null) return begin(text, from, isLast);
    return head.kind === "insert" ? cutInserted(text, from, head) : cutCopied(text, from, isLast, head);
  });
}
