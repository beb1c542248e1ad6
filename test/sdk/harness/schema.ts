/** Checks values against the part of JSON Schema that the contract uses. Pure. */

/** A schema in the dialect of OpenAPI 3.0: `nullable` stands beside the type. */
export interface Schema {
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly nullable?: boolean | undefined;
  readonly enum?: readonly string[] | undefined;
  /** Of an array: its elements. The contract also uses it for free-form objects. */
  readonly items?: Schema | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly $ref?: string | undefined;
}

type Schemas = Readonly<Record<string, Schema>>;

const refPrefix = "#/components/schemas/";

/**
 * @param path of the value, for the texts
 * @returns one line for each breach, none when the value fits; properties outside the schema are ignored
 */
export function problemsOf(value: unknown, schema: Schema, schemas: Schemas, path = "$"): string[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref.startsWith(refPrefix) ? schemas[schema.$ref.slice(refPrefix.length)] : undefined;
    return target === undefined ? [`${path}: there is no ${schema.$ref}`] : problemsOf(value, target, schemas, path);
  }
  if (value === null) return schema.nullable === true ? [] : [`${path}: is null`];
  if (schema.oneOf !== undefined) {
    const fits = schema.oneOf.some((option) => problemsOf(value, option, schemas, path).length === 0);
    return fits ? [] : [`${path}: fits none of ${schema.oneOf.map(({ $ref }) => $ref).join(", ")}`];
  }
  switch (schema.type) {
    case "string":
      if (typeof value !== "string") return [`${path}: is no string`];
      return schema.enum?.includes(value) === false ? [`${path}: is none of ${schema.enum.join(", ")}`] : [];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: is no boolean`];
    case "integer":
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31 ? [] : [`${path}: is no 32-bit integer`];
    case "array":
      return problemsOfArray(value, schema, schemas, path);
    case "object":
      return problemsOfObject(value, schema, schemas, path);
    default:
      return [`${path}: the schema has the unknown type ${schema.type}`];
  }
}

function problemsOfArray(value: unknown, { items = {} }: Schema, schemas: Schemas, path: string): string[] {
  if (!Array.isArray(value)) return [`${path}: is no array`];
  return value.flatMap((element, index) => problemsOf(element, items, schemas, `${path}[${index}]`));
}

function problemsOfObject(value: unknown, schema: Schema, schemas: Schemas, path: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path}: is no object`];
  const { items, properties = {}, required = [] } = schema;
  const fields = new Map<string, unknown>(Object.entries(value));
  return [
    ...required.filter((name) => !fields.has(name)).map((name) => `${path}.${name}: is missing`),
    ...Object.entries(properties).flatMap(([name, property]) =>
      fields.has(name) ? problemsOf(fields.get(name), property, schemas, `${path}.${name}`) : [],
    ),
    ...(items === undefined ? [] : problemsOf(value, items, schemas, path)),
  ];
}
