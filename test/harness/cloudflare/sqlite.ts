/** A D1 database: SQLite, its state at each change, and its export. */
import { DatabaseSync } from "node:sqlite";

type Row = Readonly<Record<string, unknown>>;

/** D1's answer for one statement. */
interface Executed {
  readonly results: readonly Row[];
  readonly success: true;
  readonly meta: Readonly<Record<string, number | boolean>>;
}

/** The state before a change. */
interface Past {
  readonly at: number;
  readonly sql: string;
}

/** Splits at the semicolons outside of quotes and comments. */
function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let current = "";
  for (const [token] of sql.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\/|;|[^'"`;/-]+|[/-]/g,
  )) {
    if (token.startsWith("--") || token.startsWith("/*")) continue;
    if (token === ";") {
      statements.push(current.trim());
      current = "";
    } else {
      current += token;
    }
  }
  return [...statements, current.trim()].filter((statement) => statement !== "");
}

const quoteName = (name: unknown): string => `"${String(name).replaceAll('"', '""')}"`;

export class Sqlite {
  #database = new DatabaseSync(":memory:");
  readonly #past: Past[] = [];

  /** Runs statements in one transaction. @throws Error with SQLite's message; then nothing is changed */
  run(sql: string, now: number): readonly Executed[] {
    const before = this.dump();
    this.#database.exec("BEGIN; PRAGMA defer_foreign_keys = ON");
    try {
      const executed = splitStatements(sql).map((statement) => this.#execute(statement));
      this.#database.exec("COMMIT");
      if (this.dump() !== before) this.#past.push({ at: now, sql: before });
      return executed;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Every table with its rows, then the indexes, as SQL. */
  dump(): string {
    const objects = this.#database
      .prepare(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, rowid",
      )
      .all();
    const lines = ["PRAGMA defer_foreign_keys=TRUE;"];
    for (const { name, sql, type } of objects) {
      lines.push(`${String(sql)};`);
      if (type === "table") lines.push(...this.#dumpRows(name));
    }
    const hasSequence = this.#database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").get();
    if (hasSequence !== undefined) lines.push("DELETE FROM sqlite_sequence;", ...this.#dumpRows("sqlite_sequence"));
    return `${lines.join("\n")}\n`;
  }

  /** The bookmark of a moment: the number of changes until then. */
  bookmarkAt(instant: number): string {
    const changes = this.#past.filter(({ at }) => at <= instant).length;
    return changes.toString(16).padStart(8, "0");
  }

  /** Restores the state at a bookmark. @returns the previous bookmark, or null: there is no such bookmark */
  restore(bookmark: string, now: number): string | null {
    const changes = Number.parseInt(bookmark, 16);
    const previous = this.bookmarkAt(Number.POSITIVE_INFINITY);
    if (!(changes >= 0 && changes <= this.#past.length)) return null;
    const sql = this.#past[changes]?.sql;
    if (sql === undefined) return previous;
    const before = this.dump();
    this.#database.close();
    this.#database = new DatabaseSync(":memory:");
    this.#database.exec(sql);
    this.#past.push({ at: now, sql: before });
    return previous;
  }

  #execute(statement: string): Executed {
    const results = this.#database.prepare(statement).all();
    const meta = { duration: 0.1, changes: 0, rows_read: results.length, rows_written: 0, size_after: 0 };
    return { results, success: true, meta };
  }

  #dumpRows(table: unknown): readonly string[] {
    const columns = this.#database
      .prepare(`PRAGMA table_info(${quoteName(table)})`)
      .all()
      .map(({ name }) => quoteName(name));
    const values = columns.map((column) => `quote(${column})`).join(" || ',' || ");
    return this.#database
      .prepare(`SELECT ${values} AS row FROM ${quoteName(table)}`)
      .all()
      .map(({ row }) => `INSERT INTO ${quoteName(table)} (${columns.join(",")}) VALUES(${String(row)});`);
  }
}
