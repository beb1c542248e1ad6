/**
 * Models: the wire form of rows. A model lists its fields in their order, each with its source; a column that is not
 * listed is never sent (docs/spec/models.md#rendering). Pure.
 */
import { renderDate } from "./date.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isBelow, isSince, type Version } from "./version.ts";

interface Field<Row> {
  readonly schema: JsonSchema;
  /** The response format that first had the field; callers that ask for an older one do not get it. */
  readonly since: Version | undefined;
  /** The response format that first lacked it. */
  readonly until?: Version;
  readonly read: (row: Row, format: Version | undefined) => unknown;
}

type Entry<Row> = readonly [string, Field<Row>];

/** Fields by their names on the wire. */
type Fields<Row> = Readonly<Record<string, Field<Row>>>;

export interface Model<Row> {
  /** Name of the schema in the OpenAPI document. */
  readonly name: string;
  readonly mediaType: "application/json" | "application/x-ndjson" | "text/plain" | "text/html";
  readonly schema: JsonSchema;
  /** Models that `schema` refers to. */
  readonly uses: readonly Model<never>[];
  /**
   * @param format the response format the caller asked for; undefined: the newest
   * @returns the body: a text, or a value for `JSON.stringify`
   */
  render(row: Row, format: Version | undefined): unknown;
}

/** A model as a component of the OpenAPI document. */
export const reference = (model: { readonly name: string }): JsonSchema => ({
  $ref: `#/components/schemas/${model.name}`,
});

/** Makes the fields of a model of `Row`. Only nullable fields may be null on the wire. */
export function fieldsOf<Row>() {
  type Read<T> = (row: Row) => T;
  const field =
    <T>(schema: JsonSchema) =>
    (read: Read<T>, since?: Version): Field<Row> => ({ schema, since, read });
  return {
    string: field<string>({ type: "string" }),
    nullableString: field<string | null>({ type: ["string", "null"] }),
    integer: field<number>({ type: "integer", format: "int32" }),
    nullableInteger: field<number | null>({ type: ["integer", "null"], format: "int32" }),
    boolean: field<boolean>({ type: "boolean" }),
    nullableBoolean: field<boolean | null>({ type: ["boolean", "null"] }),
    strings: field<readonly string[]>({ type: "array", items: { type: "string" } }),
    object: field<object>({ type: "object", additionalProperties: true }),
    date: (read: Read<number | null>, since?: Version): Field<Row> => ({
      schema: { type: "string", format: "date-time" },
      since,
      read: (row) => renderDate(read(row)),
    }),
    model: <Item>(model: Model<Item>, read: Read<Item>, since?: Version): Field<Row> => ({
      schema: reference(model),
      since,
      read: (row, format) => model.render(read(row), format),
    }),
    list: <Item>(model: Model<Item>, read: Read<readonly Item[]>, since?: Version): Field<Row> => ({
      schema: { type: "array", items: reference(model) },
      since,
      read: (row, format) => read(row).map((item) => model.render(item, format)),
    }),
  };
}

/** Whether a format has a field; undefined: the newest format. */
function isShown({ since, until }: Pick<Field<never>, "since" | "until">, format: Version | undefined): boolean {
  return isSince(format, since) && (until === undefined || (format !== undefined && isBelow(format, until)));
}

/** A field that only formats before `version` have. */
export const until = <Row>(version: Version, field: Field<Row>): Field<Row> => ({ ...field, until: version });

/** A model in one format. */
interface View<Row> {
  readonly format: Version | undefined;
  readonly shown: readonly Entry<Row>[];
  /** A body whose fields are all null: a copy has room for them, so it does not grow with each. */
  readonly blank: Readonly<Record<string, null>>;
}

/**
 * A model of `Row`.
 * @param fields in the order of the wire. A function is called on first use: fields that are made of a table would slow down the start
 *   of an isolate
 */
export function defineModel<Row>(
  name: string,
  fields: Fields<Row> | (() => Fields<Row>),
  uses: readonly Model<never>[] = [],
): Model<Row> {
  let entries: readonly Entry<Row>[] | undefined;
  let view: View<Row> | undefined;
  const all = () => (entries ??= Object.entries(typeof fields === "function" ? fields() : fields));
  const shownIn = (format: Version | undefined) => all().filter(([, field]) => isShown(field, format));
  const viewIn = (format: Version | undefined): View<Row> => {
    const shown = shownIn(format);
    return { format, shown, blank: Object.fromEntries(shown.map(([key]) => [key, null])) };
  };
  return {
    name,
    mediaType: "application/json",
    uses,
    get schema() {
      return {
        type: "object",
        properties: Object.fromEntries(all().map(([key, field]) => [key, field.schema])),
        required: shownIn(undefined).map(([key]) => key),
      };
    },
    render(row, format) {
      // The rows of a page are rendered in one format.
      view = view !== undefined && view.format === format ? view : viewIn(format);
      const body: Record<string, unknown> = { ...view.blank };
      for (const [key, field] of view.shown) body[key] = field.read(row, format);
      return body;
    },
  };
}

/** A page of rows and the total. */
export interface Page<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** The list of a model: `total`, then the rows under `key` (docs/spec/models.md#rendering). */
export function listOf<Row>(name: string, key: string, model: Model<Row>): Model<Page<Row>> {
  const { integer, list } = fieldsOf<Page<Row>>();
  return defineModel(name, { total: integer((page) => page.total), [key]: list(model, (page) => page.rows) }, [model]);
}
