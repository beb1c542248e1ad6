/**
 * Query strings and forms in PHP's grammar: `a[0]=x&a[1]=y`, `a[]=x&a[]=y` and `a[k]=v` build lists and maps, a plain key
 * that is repeated keeps its last value (docs/spec/requests.md#query-strings). Pure.
 */

type FieldValue = string | readonly FieldValue[] | Fields;
export type Fields = { readonly [name: string]: FieldValue };

/** Deeper brackets and more fields than any SDK sends; the rest is ignored, as in PHP. */
const maxDepth = 64;
const maxFields = 5_000;

const isIndex = (key: string) => /^(?:0|[1-9]\d{0,8})$/.test(key);

/** A list or map under construction. Only when all keys are known is it clear which of the two it is. */
class Draft {
  readonly #entries = new Map<string, string | Draft>();
  #nextIndex = 0;

  put([key = "", ...rest]: readonly string[], value: string): void {
    const name = key === "" ? String(this.#nextIndex) : key;
    if (isIndex(name)) this.#nextIndex = Math.max(this.#nextIndex, Number(name) + 1);
    if (rest.length === 0) {
      this.#entries.set(name, value);
      return;
    }
    const existing = this.#entries.get(name);
    const inner = existing instanceof Draft ? existing : new Draft();
    this.#entries.set(name, inner);
    inner.put(rest, value);
  }

  toFields(): Fields {
    return Object.fromEntries([...this.#entries].map(([key, entry]) => [key, toValue(entry)]));
  }

  /** Keys that are all indexes make a list, in any order. */
  toValue(): FieldValue {
    const entries = [...this.#entries];
    if (!entries.every(([key]) => isIndex(key))) return this.toFields();
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, entry]) => toValue(entry));
  }
}

const toValue = (entry: string | Draft): FieldValue => (typeof entry === "string" ? entry : entry.toValue());

/** `a[b][]` as ["a", "b", ""]; a name whose brackets do not close is one plain key. */
function keysOf(name: string): readonly string[] {
  const [, head, brackets] = /^([^[]+)((?:\[[^\]]*\])+)/.exec(name) ?? [];
  if (head === undefined || brackets === undefined) return [name];
  return [head, ...brackets.slice(1, -1).split("][")].slice(0, maxDepth);
}

/** Builds parameters from the fields of a form, in their order. */
export function fromEntries(entries: Iterable<readonly [name: string, value: string]>): Fields {
  const draft = new Draft();
  let count = 0;
  for (const [name, value] of entries) {
    if (name !== "" && ++count <= maxFields) draft.put(keysOf(name), value);
  }
  return draft.toFields();
}

const none: Fields = {};

/** Builds parameters from a query string or an urlencoded body. Bytes that are not UTF-8 become U+FFFD. */
export const parseFields = (text: string): Fields => (text === "" ? none : fromEntries(new URLSearchParams(text)));
