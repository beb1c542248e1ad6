/** Lists: queries from well-formed to nonsense, with a search and a total. */
import * as fc from "fast-check";
import type { Resource } from "../../src/lib/queries/index.ts";
import { anyNumber, anyText, anyValue } from "./values.ts";

/** Methods that compare, that search a text, and that search a list, with the number of values of each. */
const comparisons = [
  ["equal", 2],
  ["notEqual", 1],
  ["lessThan", 1],
  ["lessThanEqual", 1],
  ["greaterThan", 1],
  ["greaterThanEqual", 1],
  ["between", 2],
  ["notBetween", 2],
  ["isNull", 0],
  ["isNotNull", 0],
] as const;
const textual = [
  ["startsWith", 1],
  ["notStartsWith", 1],
  ["endsWith", 1],
  ["notEndsWith", 1],
] as const;
const containing = [
  ["contains", 2],
  ["containsAny", 2],
  ["containsAll", 2],
  ["notContains", 2],
] as const;

const methodsOf = {
  text: [...comparisons, ...textual, ...containing],
  array: [...containing, ["isNull", 0], ["isNotNull", 0]],
  boolean: comparisons,
  integer: comparisons,
  datetime: comparisons,
} as const;

const filters = [...comparisons, ...textual, ...containing]
  .map(([method]): string => method)
  .concat("search", "notSearch");
const others = ["orderAsc", "orderDesc", "orderRandom", "cursorAfter", "cursorBefore", "limit", "offset"];
const refused = ["select", "exists", "regex", "elemMatch", "distanceEqual", "EQUAL", "", "__proto__", "constructor"];
const noAttributes = [
  "",
  "__proto__",
  "constructor",
  "password",
  "words",
  "NAME",
  "users.name",
  "name' --",
  "seq",
  "\0",
];

/** The ids in cursors, for users and keys alike: a known one, an unknown one, and a known one in the wrong letters. */
const cursorIds = ["victim", "victim", "Victim.3", "nobody", "VICTIM"];

const validDates = fc.constantFrom(
  "2026-01-31T12:00:00.000+00:00",
  "2026-01-31",
  "0000-01-01",
  "9999-12-31 23:59:59.999",
  "2026-06-30T23:59:59+14:00",
);

/** Values of an attribute's type, so that their content reaches the database. */
function fittingValue(type: keyof typeof methodsOf | undefined): fc.Arbitrary<unknown> {
  switch (type) {
    case "boolean":
      return fc.boolean();
    case "datetime":
      return validDates;
    case "integer":
      return fc.oneof(fc.integer(), fc.maxSafeInteger());
    default:
      return fc.oneof(anyText, fc.constantFrom("vip", "Ada", "victim", "victim@mail.example", "+49", "keys.write"));
  }
}

/** A condition that follows the rules, with hostile values. */
const validFilterOn = ({ attributes }: Resource) =>
  fc.constantFrom(...attributes).chain(([attribute, { type }]) =>
    fc.constantFrom(...methodsOf[type]).chain(([method, count]) =>
      fc.record({
        method: fc.constant(method),
        attribute: fc.constant(attribute),
        values: fc.array(fittingValue(type), { minLength: count, maxLength: count }),
      }),
    ),
  );

const conditionOf = (filter: fc.Arbitrary<unknown>) =>
  fc.letrec<{ condition: unknown }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      { weight: 4, arbitrary: filter },
      {
        weight: 1,
        arbitrary: fc.record({
          method: fc.constantFrom("and", "or"),
          values: fc.array(tie("condition"), { minLength: 2, maxLength: 4 }),
        }),
      },
    ),
  })).condition;

/** The names that a list can be ordered or filtered by. */
const namesOf = ({ attributes, orderOnly }: Resource) => [...attributes.keys(), ...orderOnly.keys()];

const orderOn = (resource: Resource) =>
  fc
    .record({ method: fc.constantFrom("orderAsc", "orderDesc"), attribute: fc.constantFrom(...namesOf(resource)) })
    .filter(({ attribute }) => resource.attributes.get(attribute)?.type !== "array");
const cursor = fc.record({
  method: fc.constantFrom("cursorAfter", "cursorBefore"),
  values: fc.tuple(fc.constantFrom(...cursorIds)),
});
const count = fc.record({
  method: fc.constantFrom("limit", "offset"),
  values: fc.tuple(fc.integer({ min: 1, max: 30 })),
});

/** Up to two conditions, two orders, a cursor and a limit, all in order. */
const validQueriesTo = (resource: Resource) =>
  fc
    .tuple(
      fc.array(conditionOf(validFilterOn(resource)), { maxLength: 2 }),
      fc.array(orderOn(resource), { maxLength: 2 }),
      fc.array(cursor, { maxLength: 1 }),
      fc.array(count, { maxLength: 1 }),
    )
    .map((parts) => parts.flat().map((query) => JSON.stringify(query)))
    .filter((texts) => texts.every(({ length }) => length <= 4_096));

const valueCount = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(1, 2) },
  { weight: 2, arbitrary: fc.nat({ max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(90, 91, 101, 500, 501) },
);

/** One or a few values, or so many that they must be short. */
const valuesOf = (value: fc.Arbitrary<unknown>) =>
  valueCount.chain((count) =>
    count > 5
      ? value.map((one) =>
          Array.from({ length: count }, (_, i) => (typeof one === "string" ? `${one.slice(0, 2)}${i}` : one)),
        )
      : fc.array(value, { minLength: count, maxLength: count }),
  );

/** A condition of a method, an attribute and a number of values that may not fit together. */
const oddFilterOn = (resource: Resource) =>
  fc.tuple(fc.constantFrom(...filters), fc.constantFrom(...namesOf(resource))).chain(([method, attribute]) =>
    fc.record({
      method: fc.constant(method),
      attribute: fc.constant(attribute),
      values: valuesOf(fittingValue(resource.attributes.get(attribute)?.type)),
    }),
  );

/** An object that barely resembles a query. */
const oddQueryOn = (resource: Resource) =>
  fc.record(
    {
      method: fc.oneof(fc.constantFrom(...filters, ...others, ...refused), anyValue),
      attribute: fc.oneof(fc.constantFrom(...namesOf(resource), ...noAttributes), anyValue),
      values: fc.oneof(valuesOf(anyValue), anyValue),
    },
    { requiredKeys: [] },
  );

const oddGroupOf = (condition: fc.Arbitrary<unknown>) =>
  fc.record({ method: fc.constantFrom("and", "or"), values: fc.array(condition, { maxLength: 5 }) });

/** A group in a group in a group: within the twenty levels or past them. */
const deepGroupOf = (condition: fc.Arbitrary<unknown>) =>
  fc
    .tuple(fc.integer({ min: 15, max: 24 }), condition, fc.constantFrom("and", "or"))
    .map(([levels, filter, method]) => {
      let query: unknown = filter;
      for (let level = 1; level < levels; level++) query = { method, values: [filter, query] };
      return query;
    });

const oddCount = fc.record({ method: fc.constantFrom("limit", "offset"), values: fc.tuple(anyNumber) });

function oddTextTo(resource: Resource) {
  const [filter, query] = [oddFilterOn(resource), oddQueryOn(resource)];
  const group = oddGroupOf(fc.oneof(conditionOf(validFilterOn(resource)), filter, query));
  const odd = fc.oneof(filter, query, group, deepGroupOf(validFilterOn(resource)), oddCount);
  return fc.oneof(
    { weight: 6, arbitrary: odd.map((query) => JSON.stringify(query)) },
    { weight: 1, arbitrary: anyText },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "[".repeat(4_000),
        '{"method":',
        "[]",
        "null",
        '"equal"',
        '{"method":"equal","__proto__":{"values":[1]}}',
      ),
    },
  );
}

/** One condition repeated in as many groups as allowed and one more: the largest statements. */
const wideQueriesOf = (condition: fc.Arbitrary<unknown>) =>
  fc.tuple(condition, fc.constantFrom("and", "or"), fc.constantFrom(3, 8)).map(([filter, method, groups]) => {
    const perGroup = Math.max(2, Math.min(99, Math.floor(4_000 / (JSON.stringify(filter).length + 1))));
    const text = JSON.stringify({ method, values: Array.from({ length: perGroup }, () => filter) });
    return Array.from({ length: Math.min(groups, Math.ceil(500 / (perGroup + 1))) }, () => text);
  });

const repeated = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.constantFrom(20, 100, 101)).map(([text, count]) => Array.from({ length: count }, () => text));

function queryTextsTo(resource: Resource) {
  const [filter, odd, valid] = [validFilterOn(resource), oddTextTo(resource), validQueriesTo(resource)];
  return fc.oneof(
    { weight: 120, arbitrary: valid },
    { weight: 120, arbitrary: fc.tuple(valid, odd).map(([texts, odd]) => [...texts, odd]) },
    {
      weight: 5,
      arbitrary: repeated(
        fc.oneof(
          filter.map((query) => JSON.stringify(query)),
          odd,
        ),
      ),
    },
    { weight: 1, arbitrary: wideQueriesOf(filter) },
  );
}

/** The spellings of a list's parameter name; `#` is the position. */
const spellings = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("queries[]", "queries[#]") },
  { weight: 1, arbitrary: fc.constantFrom("queries[a#]", "queries[__proto__]", "queries", "queries[#][#]") },
);

const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3, nil: undefined });

const searches = fc.oneof(anyText, fc.constantFrom('"ada lovelace"', '"', '""', "ada lovelace victim"));

/** A list without a search index refuses every search, so only a few try one. */
const searchOf = ({ search }: Resource) =>
  search === undefined
    ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: searches })
    : seldom(searches);

/** The query string of a list, as its fields. */
export const hostileList = (resource: Resource): fc.Arbitrary<readonly (readonly [name: string, value: string])[]> =>
  fc
    .record({
      texts: queryTextsTo(resource),
      name: spellings,
      search: searchOf(resource),
      total: seldom(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom("true", "false", "0") }, { weight: 1, arbitrary: anyText }),
      ),
    })
    .map(({ texts, name, search, total }) => [
      ...texts.map((text, i) => [name.replaceAll("#", String(i)), text] as const),
      ...(search === undefined ? [] : [["search", search] as const]),
      ...(total === undefined ? [] : [["total", total] as const]),
    ]);
