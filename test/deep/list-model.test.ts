/** Lists against the model: any queries, on any population, give the users and the total that the model gives. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { scope } from "../harness/scope.ts";
import {
  decisiveOrders,
  isFound,
  lacksOrder,
  meets,
  type ModelQuery,
  orderable,
  sortPeople,
} from "../queries/model.ts";
import { instants, labels, names, people, type Person, storePeople } from "../queries/people.ts";
import { runList } from "../queries/run-plan.ts";

const listsPerPopulation = 100;
const populations = scope.fuzzCases / listsPerPopulation;

interface ModelRequest {
  readonly filters: readonly ModelQuery[];
  readonly orders: readonly ModelQuery[];
  readonly cursor: { readonly method: "cursorAfter" | "cursorBefore"; readonly id: string } | null;
  readonly limit: number | null;
  readonly offset: number | null;
  readonly search: string | null;
  /** This many further conditions that all users meet: more than the parameters hold, and more than they hold twice. */
  readonly padding: number;
}

const date = fc.constantFrom(...instants).map((instant) => new Date(instant).toISOString().replace("Z", "+00:00"));

/** Texts close to existing ones: whole, cut at either end, in another case. */
const near = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts, "", "%", "_", "zz"), fc.nat({ max: 4 }), fc.nat({ max: 12 }), fc.boolean())
    .map(([text, start, end, upper]) => {
      const part = Array.from(text)
        .slice(start % 3 === 0 ? 0 : start, end > 8 ? undefined : end)
        .join("");
      return upper ? part.toUpperCase() : part;
    });

const comparisons = ["lessThan", "lessThanEqual", "greaterThan", "greaterThanEqual", "notEqual"];
const texts = ["startsWith", "notStartsWith", "endsWith", "notEndsWith"];
const containments = ["contains", "containsAny", "containsAll", "notContains"];

/** Any condition on one attribute with values of its type. */
function condition(attribute: string, value: fc.Arbitrary<unknown>, isText: boolean): fc.Arbitrary<ModelQuery> {
  const of = (methods: readonly string[], min: number, max: number): fc.Arbitrary<ModelQuery> =>
    fc.record({
      method: fc.constantFrom(...methods),
      attribute: fc.constant(attribute),
      values: fc.array(value, { minLength: min, maxLength: max }),
    });
  return fc.oneof(
    { arbitrary: of(["equal"], 1, 4), weight: 3 },
    { arbitrary: of(isText ? [...comparisons, ...texts] : comparisons, 1, 1), weight: 3 },
    of(["between", "notBetween"], 2, 2),
    of(["isNull", "isNotNull"], 0, 0),
    ...(isText ? [of(containments, 1, 7)] : []),
  );
}

/** Any filter; `or` and `and` up to two levels deep. */
function filter(population: readonly Person[]): fc.Arbitrary<ModelQuery> {
  const leaf = fc.oneof(
    condition(
      "$id",
      fc.oneof(near(population.map(({ id }) => id)), fc.constantFrom(...population.map(({ id }) => id))),
      true,
    ),
    condition("$sequence", fc.integer({ min: 0, max: 130 }), false),
    condition("name", near(names), true),
    condition("email", near(population.flatMap(({ email }) => email ?? [])), true),
    condition("phone", near(population.flatMap(({ phone }) => phone ?? [])), true),
    ...["registration", "$createdAt", "$updatedAt", "passwordUpdate", "accessedAt"].map((attribute) =>
      condition(attribute, date, false),
    ),
    ...["status", "emailVerification", "phoneVerification", "impersonator"].map((attribute) =>
      condition(attribute, fc.boolean(), false),
    ),
    fc.record({
      method: fc.constantFrom(...containments),
      attribute: fc.constant("labels"),
      values: fc.array(fc.constantFrom(...labels, "none"), { minLength: 1, maxLength: 7 }),
    }),
    fc.record({ method: fc.constantFrom("isNull", "isNotNull"), attribute: fc.constant("labels") }),
  );
  return fc.letrec<{ filter: ModelQuery }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2 },
      { arbitrary: leaf, weight: 4 },
      fc.record({
        method: fc.constantFrom("and", "or", "or"),
        values: fc.array(tie("filter"), { minLength: 2, maxLength: 4 }),
      }),
    ),
  })).filter;
}

const order = fc.record({
  method: fc.constantFrom("orderAsc", "orderDesc"),
  attribute: fc.constantFrom(...orderable),
});

const searches = [
  "ann",
  "smith ann",
  "annsmith",
  "ann-smi",
  '"ann smith"',
  '"ann smi"',
  "an",
  "x.org",
  "label:vip",
  "vip",
  "+49",
  ">",
  '"',
  "小",
  "龙 李",
  "strasse",
  "abcdefgh ijklmnop",
  ...names.filter((name) => name.endsWith(" x")),
  "x".repeat(71),
  `"${"x".repeat(64)}"`,
  "abcdefgh-ijklmnop-qrstuvwx-yzabcdef-ghijklmn-opqrstuv-wxyzabcd-efghij-y",
  "ijklmnop-qrstuvwx-yzabcdef",
];

const requests = (population: readonly Person[]): fc.Arbitrary<ModelRequest> =>
  fc.record({
    filters: fc.oneof(fc.constant([]), fc.array(filter(population), { maxLength: 3 })),
    orders: fc.array(order, { maxLength: 3 }),
    cursor: fc.option(
      fc.record({
        method: fc.constantFrom("cursorAfter", "cursorBefore"),
        id: fc.oneof(
          { arbitrary: fc.constantFrom(...population.map(({ id }) => id)), weight: 20 },
          fc.constant("unknown"),
        ),
      }),
      { freq: 2 },
    ),
    limit: fc.option(fc.integer({ min: 1, max: 20 }), { freq: 4 }),
    offset: fc.option(fc.nat({ max: 5 }), { freq: 1 }),
    search: fc.option(
      fc.oneof(
        fc.constantFrom(...searches),
        near(population.flatMap(({ name, email, id }) => [name, email ?? "", id])),
        fc
          .constantFrom(...population.map(({ phone }) => phone ?? "+1234567"))
          .chain((phone) =>
            fc.constantFrom(
              phone,
              phone.slice(3),
              `0${phone.slice(3, 6)} ${phone.slice(6)}`,
              `00${phone.slice(1)}`,
              `(${phone.slice(-7, -4)}) ${phone.slice(-4)}`,
            ),
          ),
      ),
      { freq: 1 },
    ),
    padding: fc.constantFrom(0, 0, 0, 0, 0, 0, 45, 100, 200),
  });

/** Conditions that all users meet, joined so that each query stays within its 4,096 characters. */
const paddingOf = (conditions: number): ModelQuery[] =>
  Array.from({ length: Math.ceil(conditions / 50) }, () => ({
    method: "and",
    values: Array.from({ length: 50 }, () => ({ method: "notEqual", attribute: "$sequence", values: [0] })),
  }));

const queriesOf = ({ filters, orders, cursor, limit, offset, padding }: ModelRequest): ModelQuery[] => [
  ...paddingOf(padding),
  ...filters,
  ...orders,
  ...(cursor === null ? [] : [{ method: cursor.method, values: [cursor.id] }]),
  ...(limit === null ? [] : [{ method: "limit", values: [limit] }]),
  ...(offset === null ? [] : [{ method: "offset", values: [offset] }]),
];

/** The page and the total of the model; null: the cursor is refused. */
function expected(population: readonly Person[], request: ModelRequest) {
  const { filters, cursor, limit, offset, search } = request;
  const orders = decisiveOrders(request.orders);
  const matches = (person: Person): boolean =>
    filters.every((query) => meets(person, query)) && (search === null || isFound(person, search));
  const sorted = sortPeople(population, orders);
  const at = sorted.findIndex(({ id }) => id === cursor?.id);
  const row = sorted[at];
  const total = sorted.filter(matches).length;
  if (cursor !== null && row === undefined) return { total, cursorFound: false, cursorNull: false, ids: null };
  if (row !== undefined && lacksOrder(row, orders)) {
    return { total, cursorFound: true, cursorNull: true, ids: null };
  }
  const [skip, take] = [offset ?? 0, limit ?? 25];
  const before = sorted
    .slice(0, Math.max(at, 0))
    .filter(matches)
    .toReversed()
    .slice(skip, skip + take)
    .toReversed();
  const after = sorted
    .slice(at + 1)
    .filter(matches)
    .slice(skip, skip + take);
  const page = cursor?.method === "cursorBefore" ? before : after;
  return { total, cursorFound: true, cursorNull: false, ids: page.map(({ id }) => id) };
}

test(
  `${populations * listsPerPopulation} lists answer as the model does`,
  { timeout: 60_000 + 100 * scope.fuzzCases },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let lists = 0;
    for (const [i, population] of fc.sample(people, { numRuns: populations, seed }).entries()) {
      await storePeople(population);
      await fc.assert(
        fc.asyncProperty(requests(population), async (request) => {
          lists++;
          const queries = queriesOf(request).map((query) => JSON.stringify(query));
          const { search } = request;
          const { rowsRead: _, ...actual } = await runList({
            queries,
            total: true,
            ...(search !== null && { search }),
          });
          const { ids, ...facts } = expected(population, request);
          expect(actual).toEqual({ ...facts, ids: ids ?? actual.ids });
        }),
        { numRuns: listsPerPopulation, seed: seed + i },
      );
    }
    expect(lists).toBeGreaterThanOrEqual(populations * listsPerPopulation);
  },
);
