/** The models of SDK generations by the response format that they ask for, as data (test/contract/README.md). */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { problemsOf, type Schema } from "./schema.ts";

export interface Generation {
  /** The SDK for Node with these models: `node-appwrite-26`. */
  readonly name: string;
  /** The value of its X-Appwrite-Response-Format. */
  readonly format: string;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const directory = join(import.meta.dirname, "../../contract/models");

const file = v.object({
  format: v.string(),
  /** The type of each field; `?`: it may be absent or null. */
  models: v.record(v.string(), v.record(v.string(), v.string())),
});

const scalars: ReadonlySet<string> = new Set(["string", "integer", "boolean", "object"]);

/** @param type such as `string`, `Target[]` or `PolicySessionLimit|PolicyUserLimit[]` */
function toSchema(type: string): Schema {
  if (type.endsWith("[]")) return { type: "array", items: toSchema(type.slice(0, -2)) };
  const [first = "", ...others] = type.split("|");
  if (others.length > 0) return { oneOf: [first, ...others].map(toSchema) };
  return scalars.has(first) ? { type: first } : { $ref: `#/components/schemas/${first}` };
}

function toModel(fields: Readonly<Record<string, string>>): Schema {
  const entries = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([name, type]) =>
        name.endsWith("?") ? [name.slice(0, -1), { ...toSchema(type), nullable: true }] : [name, toSchema(type)],
      ),
    ),
    required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
  };
}

export const generations: readonly Generation[] = readdirSync(directory)
  .toSorted()
  .map((name) => {
    const { format, models } = v.parse(file, JSON.parse(readFileSync(join(directory, name), "utf8")));
    const schemas = Object.fromEntries(Object.entries(models).map(([model, fields]) => [model, toModel(fields)]));
    return { name: name.replace(".json", ""), format, schemas };
  });

/** The breaches at which a strictly decoding SDK of a generation would throw, one line each. */
export const problemsOfModel = ({ schemas }: Generation, model: string, body: unknown): readonly string[] =>
  problemsOf(body, { $ref: `#/components/schemas/${model}` }, schemas);
