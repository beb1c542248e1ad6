/** JSON columns, read. */
import * as v from "valibot";

/**
 * A reader of a JSON column.
 * @param column its name, for the error: what it holds is not quoted, because errors are logged
 * @param schema what its JSON must be
 */
export function jsonColumn<T>(column: string, schema: v.GenericSchema<unknown, T>): (text: string) => T {
  const json = v.pipe(v.string(), v.parseJson(), schema);
  return (text) => {
    const parsed = v.safeParse(json, text);
    if (!parsed.success) throw new Error(`The column ${column} holds what was never written to it.`);
    return parsed.output;
  };
}

/** The reader of a column that holds a list of texts. */
export const textsColumn = (column: string) => jsonColumn(column, v.array(v.string()));
