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
  // One class on the table instead of one on each cell: `w3` leaves the third column out.
  const left = columns.flatMap(({ wide }, index) => (wide ? [`w${index + 1}`] : [])).join(" ");
  return (
    <table {...(left === "" ? {} : { class: left })}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, silent }) => (
            <th scope="col">{silent ? <span class="unseen">{name}</span> : name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ cell }) => (
              <td>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
