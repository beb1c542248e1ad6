/** The expected result of a list, computed one user at a time and without SQL (docs/spec/queries.md). */
import { Buffer } from "node:buffer";
import { fold } from "../../src/lib/queries/index.ts";
import type { Person } from "./people.ts";

export interface ModelQuery {
  readonly method: string;
  readonly attribute?: string;
  readonly values?: readonly unknown[];
}

type Comparable = string | number | null;

const comparables: Readonly<Record<string, (person: Person) => Comparable>> = {
  $id: ({ id }) => id.toLowerCase(),
  $sequence: ({ seq }) => seq,
  $internalId: ({ seq }) => seq,
  $createdAt: ({ createdAt }) => createdAt,
  registration: ({ createdAt }) => createdAt,
  $updatedAt: ({ updatedAt }) => updatedAt,
  name: ({ name }) => fold(name),
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  passwordUpdate: ({ passwordUpdate }) => passwordUpdate,
  accessedAt: ({ accessedAt }) => accessedAt,
  status: ({ status }) => Number(status),
  emailVerification: ({ emailVerification }) => Number(emailVerification),
  phoneVerification: ({ phoneVerification }) => Number(phoneVerification),
  impersonator: ({ impersonator }) => Number(impersonator),
};

/** The attributes that lists can be ordered by. */
export const orderable = Object.keys(comparables);

const dates = new Set(["$createdAt", "registration", "$updatedAt", "passwordUpdate", "accessedAt"]);

function toComparable(attribute: string, value: unknown): string | number {
  if (dates.has(attribute)) return Date.parse(String(value));
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  return attribute === "name"
    ? fold(String(value))
    : attribute === "phone"
      ? String(value)
      : String(value).toLowerCase();
}

const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const compare = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));

/** Whether a user meets a filter. A missing value meets only isNull. */
export function meets(person: Person, { method, attribute = "", values = [] }: ModelQuery): boolean {
  const children = values as readonly ModelQuery[];
  if (method === "and") return children.every((child) => meets(person, child));
  if (method === "or") return children.some((child) => meets(person, child));
  if (attribute === "labels") return meetsLabels(person, method, values);

  const actual = comparables[attribute]?.(person) ?? null;
  if (method === "isNull") return actual === null;
  if (actual === null) return false;
  const wanted = values.map((value) => toComparable(attribute, value));
  const [first = "", second = ""] = wanted;
  const text = String(actual);
  const equals = (value: unknown): boolean =>
    attribute === "$id" ? person.id === value : compare(actual, toComparable(attribute, value)) === 0;
  const between = (): boolean => compare(actual, first) >= 0 && compare(actual, second) <= 0;
  switch (method) {
    case "isNotNull":
      return true;
    case "equal":
      return values.some(equals);
    case "notEqual":
      return !equals(values[0]);
    case "lessThan":
      return compare(actual, first) < 0;
    case "lessThanEqual":
      return compare(actual, first) <= 0;
    case "greaterThan":
      return compare(actual, first) > 0;
    case "greaterThanEqual":
      return compare(actual, first) >= 0;
    case "between":
      return between();
    case "notBetween":
      return !between();
    case "startsWith":
      return text.startsWith(String(first));
    case "notStartsWith":
      return !text.startsWith(String(first));
    case "endsWith":
      return text.endsWith(String(first));
    case "notEndsWith":
      return !text.endsWith(String(first));
    case "contains":
    case "containsAny":
      return wanted.some((value) => text.includes(String(value)));
    case "containsAll":
      return wanted.every((value) => text.includes(String(value)));
    case "notContains":
      return !wanted.some((value) => text.includes(String(value)));
    default:
      throw new Error(`the model has no ${method}`);
  }
}

function meetsLabels({ labels }: Person, method: string, values: readonly unknown[]): boolean {
  const has = (value: unknown): boolean => labels.includes(String(value));
  if (method === "isNull") return false;
  if (method === "isNotNull") return true;
  if (method === "containsAll") return values.every(has);
  if (method === "notContains") return !values.some(has);
  return values.some(has);
}

const columnOf = (attribute: string): string =>
  ({ registration: "$createdAt", $internalId: "$sequence" })[attribute] ?? attribute;

/** The effective orders: each column once, and nothing after a column without ties. */
export function decisiveOrders(orders: readonly ModelQuery[]): readonly ModelQuery[] {
  const columns = orders.map(({ attribute = "" }) => columnOf(attribute));
  const last = columns.findIndex((column) => column === "$id" || column === "$sequence");
  return orders.filter((_, i) => columns.indexOf(columns[i] ?? "") === i && (last === -1 || i <= last));
}

/** Sorts users by effective orders; ties by sequence in the last direction. Missing values come first. */
export function sortPeople(people: readonly Person[], orders: readonly ModelQuery[]): Person[] {
  const last = orders.at(-1)?.method === "orderDesc" ? -1 : 1;
  return people.toSorted((a, b) => {
    for (const { method, attribute = "" } of orders) {
      const [x, y] = [comparables[attribute]?.(a) ?? null, comparables[attribute]?.(b) ?? null];
      const difference = x === null || y === null ? Number(x !== null) - Number(y !== null) : compare(x, y);
      if (difference !== 0) return method === "orderDesc" ? -difference : difference;
    }
    return (a.seq - b.seq) * last;
  });
}

/** Whether a user has a missing value among the orders. */
export const lacksOrder = (person: Person, orders: readonly ModelQuery[]): boolean =>
  orders.some(({ attribute = "" }) => comparables[attribute]?.(person) === null);

/** Splits the texts of these tests into words. */
const wordsOf = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();

const withoutHyphens = (text: string): string => text.replaceAll("-", "");

/** Whether a sequence of words occurs in a value; its last word may be a prefix, unless `ends`. */
function stands(value: string, run: string, ends: boolean): boolean {
  const isHan = /^\p{Script=Han}/u.test(run);
  return (isHan ? `${value} ` : ` ${value} `).includes(`${isHan ? "" : " "}${run}${ends ? " " : ""}`);
}

/** Whether a user has all terms of a search text, each within one of the searched values. */
export function isFound({ id, name, email, phone, labels }: Person, search: string): boolean {
  const values = [
    id,
    name,
    withoutHyphens(name),
    email ?? "",
    phone ?? "",
    ...labels.map((label) => `label:${label}`),
  ].map(wordsOf);
  const has = (text: string, ends = false): boolean => values.some((value) => stands(value, wordsOf(text), ends));
  if (search.length > 1 && search.startsWith('"') && search.endsWith('"'))
    return wordsOf(search) !== "" && has(search, true);
  const digits = search.replace(/\D/gu, "").replace(/^0+/u, "");
  if (/^[\d +()-]+$/u.test(search) && digits.length >= 7) {
    return has(search) || has(digits) || (phone ?? "").endsWith(digits);
  }
  const terms = search.split(" ").filter((term) => wordsOf(term) !== "");
  return terms.length > 0 && terms.every((term) => has(term) || has(withoutHyphens(term)));
}
