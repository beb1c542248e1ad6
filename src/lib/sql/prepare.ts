/**
 * Statements whose text is written once, for those that most requests send (docs/decisions/0004-own-statements.md). Putting a
 * long text together takes longer than binding its values.
 */
import { SQL, type Statement, type Value } from "./sql.ts";

let slots = 0;

/** The place of a value in a prepared statement. A value of its own marks it among the values of the statement. */
export const slot = (): SQL => new SQL("?", [`slot ${slots++}`]);

/**
 * Prepares a statement.
 * @param places slots by the names of their values
 * @param write writes the statement with the slots, on the first call
 * @returns a function that binds values to the slots. It throws Error if the statement lacks a slot
 */
export function prepare<Places extends Readonly<Record<string, SQL>>>(
  places: Places,
  write: (places: Places) => SQL,
): (values: { readonly [Name in keyof Places]: Value }) => Statement {
  let prepared: Prepared | undefined;
  return (values) => {
    const byName: Readonly<Record<string, Value>> = values;
    const { sources, text } = (prepared ??= readSources(write(places), places));
    return new SQL(
      text,
      sources.map(({ name, param }) => (name === undefined ? param : (byName[name] ?? null))),
    );
  };
}

interface Prepared {
  readonly text: string;
  /** For each question mark, its value, or the name of its slot. */
  readonly sources: readonly { readonly param: Value; readonly name: string | undefined }[];
}

/** @throws Error if the statement lacks a slot */
function readSources({ params, text }: SQL, places: Readonly<Record<string, SQL>>): Prepared {
  const names = new Map(Object.entries(places).map(([name, place]) => [place.params[0], name]));
  const sources = params.map((param) => ({ param, name: names.get(param) }));
  for (const name of names.values()) {
    if (!sources.some((source) => source.name === name)) throw new Error(`A prepared statement lacks "${name}".`);
  }
  return { text, sources };
}
