/** Bodies of lines of JSON (NDJSON): a value a line, each with its newline. */
import type { Model } from "./model.ts";
import type { Version } from "./version.ts";

/**
 * @param description of the lines, for the OpenAPI document
 * @param toValues gives the value of each line, in their order
 */
export const linesOf = <Row>(
  name: string,
  description: string,
  toValues: (row: Row, format: Version | undefined) => readonly unknown[],
): Model<Row> => ({
  name,
  mediaType: "application/x-ndjson",
  schema: { type: "string", description },
  uses: [],
  render: (row, format) =>
    toValues(row, format)
      .map((value) => `${JSON.stringify(value)}\n`)
      .join(""),
});
