/** A table of rows. On a phone, columns that are `wide` are left out, and one that is `below` stands below the first. */
import type { Child } from "hono/jsx";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Child;
  /** Hidden on narrow screens. */
  readonly wide?: true;
  /** Shown below the first column on narrow screens. Only the second column can be. */
  readonly below?: true;
  /** A number, aligned to the right. */
  readonly num?: true;
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
  const left = [
    ...columns.flatMap(({ wide }, index) => (wide ? [`w${index + 1}`] : [])),
    ...(columns.some(({ below }) => below) ? ["below"] : []),
  ].join(" ");
  return (
    <table {...(left === "" ? {} : { class: left })}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, num, silent }) => (
            <th scope="col" {...(num ? { class: "num" } : {})}>
              {silent ? <span class="unseen">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {columns.map(({ cell, num }) => (
              <td {...(num ? { class: "num" } : {})}>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
