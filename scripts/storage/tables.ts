/** The tables that SQL makes, as SQLite itself describes them. */
import { DatabaseSync } from "node:sqlite";

/**
 * A table in the words of docs/storage.md: a fact is the beginning of a line there.
 * `column`: "`email`: text or null"; `index`: "`users_email`, unique: `email`"; `reference`: "`user_seq` refers to …".
 */
export interface Table {
  readonly name: string;
  readonly facts: readonly string[];
  /** Rows lie in the order of the primary key, in no other table (WITHOUT ROWID). */
  readonly isClustered: boolean;
}

const text = (row: Record<string, unknown>, column: string): string => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};

/** "`seq`: integer, primary key, autoincrement" */
function describeColumns(database: DatabaseSync, table: string, sql: string): string[] {
  const rows = database.prepare("SELECT * FROM pragma_table_xinfo(?)").all(table);
  return rows.map((row) => {
    const isKey = row["pk"] !== 0;
    const key = isKey ? `, primary key${/AUTOINCREMENT/i.test(sql) ? ", autoincrement" : ""}` : "";
    const nullable = isKey || row["notnull"] === 1 ? "" : " or null";
    return `\`${text(row, "name")}\`: ${text(row, "type").toLowerCase()}${key}${nullable}`;
  });
}

/** "`users_id`, unique: `lower(id)`". Indexes that SQLite makes for a primary key have no SQL and are left out. */
function describeIndexes(database: DatabaseSync, table: string): string[] {
  const rows = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?").all(table);
  return rows.flatMap((row) => {
    const [, unique, keys] = /^CREATE (UNIQUE )?INDEX \S+ ON \S+ \((.*)\)/s.exec(text(row, "sql")) ?? [];
    if (keys === undefined) return [];
    const list = keys.replaceAll(/["`]/g, "").replaceAll(/,\s*/g, ", ");
    return [`\`${text(row, "name")}\`${unique === undefined ? "" : ", unique"}: \`${list}\``];
  });
}

/** "`user_seq` refers to `users.seq`, on delete cascade" */
function describeReferences(database: DatabaseSync, table: string): string[] {
  const rows = database.prepare("SELECT * FROM pragma_foreign_key_list(?)").all(table);
  return rows.map((row) => {
    const owner = `\`${text(row, "table")}.${text(row, "to")}\``;
    return `\`${text(row, "from")}\` refers to ${owner}, on delete ${text(row, "on_delete").toLowerCase()}`;
  });
}

/** @param statements SQL that makes a database from nothing, in order @returns its tables, by name */
export function readTables(statements: readonly string[]): readonly Table[] {
  const database = new DatabaseSync(":memory:");
  try {
    for (const statement of statements) database.exec(statement);
    const tables = database
      .prepare(
        `SELECT list.name, list.wr, made.sql FROM pragma_table_list AS list JOIN sqlite_schema AS made USING (name)
         WHERE list.schema = 'main' AND list.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY list.name`,
      )
      .all();
    return tables.map((row) => {
      const name = text(row, "name");
      return {
        name,
        facts: [
          ...describeColumns(database, name, text(row, "sql")),
          ...describeIndexes(database, name),
          ...describeReferences(database, name),
        ],
        isClustered: row["wr"] === 1,
      };
    });
  } finally {
    database.close();
  }
}
