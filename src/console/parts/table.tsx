/** A table of rows. On a phone, columns that are `wide` are left out. */
import type { Child } from "hono/jsx";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Child;
  /** Left out where there is little room. */
  readonly wide?: true;
  /** The name is for screen readers only. */
  readonly silent?: true;
}

/** @param caption names the table for screen readers */
export function Table<Row>({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, silent, wide }) => (
            <th scope="col" {...(wide ? { class: "wide" } : {})}>
              {silent ? <span class="unseen">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ cell, wide }) => (
              <td {...(wide ? { class: "wide" } : {})}>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
