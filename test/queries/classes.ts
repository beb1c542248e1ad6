/** The cost of every list: each method on each attribute in each order, and its class (docs/storage.md). Data only. */
/** The number of hits for every attribute, and of users without optional attributes; the same at every size. */
export const hits = 100;

/**
 * "page": a bounded number of rows, regardless of users and matches. "matches": a bounded number for each match of the
 * driving condition. "table": every user.
 */
type CostClass = "page" | "matches" | "table";

/** By insertion, by the attribute that is filtered, or by another one. */
export type OrderName = "insertion" | "same" | "other";

export interface ListClass {
  readonly attribute: string;
  readonly method: string;
  readonly order: OrderName;
  readonly cost: CostClass;
  /** Values that few users have, and the number of these users. */
  readonly narrow?: readonly unknown[];
  readonly matches: number;
  /** The number of rows that the driving condition finds, if larger. */
  readonly found?: number;
  /** Values that nearly all users meet. */
  readonly broad?: readonly unknown[];
}

type Costs = Readonly<Partial<Record<OrderName, CostClass>>>;

const byPage: Costs = { insertion: "page", same: "page", other: "page" };
const byMatches: Costs = { insertion: "matches", same: "matches", other: "matches" };
const byTable: Costs = { insertion: "table", same: "table", other: "table" };
/** The rows of one value are contiguous in the index, in the order of insertion. */
const equality: Costs = { insertion: "page", same: "page", other: "matches" };
const range: Costs = { insertion: "matches", same: "page", other: "matches" };

interface Row extends Pick<ListClass, "narrow" | "broad" | "found"> {
  readonly methods: readonly string[];
  readonly costs: Costs;
  /** By default, the hits. */
  readonly matches?: number;
}

const orders = ["insertion", "same", "other"] as const;

const rows = (attribute: string, described: readonly Row[]): ListClass[] =>
  described.flatMap(({ methods, costs, matches = hits, ...values }) =>
    methods.flatMap((method) =>
      orders.flatMap((order) => {
        const cost = costs[order];
        return cost === undefined ? [] : [{ attribute, method, order, cost, matches, ...values }];
      }),
    ),
  );

/** Null and not null, where users may lack the attribute and where they may not. */
const nullable: readonly Row[] = [
  { methods: ["isNull"], costs: equality, narrow: [] },
  { methods: ["isNotNull"], costs: byTable, narrow: [], matches: Infinity },
];
const required: readonly Row[] = [
  { methods: ["isNull"], costs: byPage, narrow: [], matches: 0 },
  { methods: ["isNotNull"], costs: byPage, broad: [] },
];

interface Texts {
  /** A hit's value, and the number of users with it. */
  readonly one: string;
  readonly matches: number;
  /** The value that nearly all users share, if there is one. */
  readonly broad?: string;
  /** The prefix of the hits' values, and the values between theirs and the others'. */
  readonly prefix: string;
  readonly end: string;
  /** The prefix of the others' values, and the values beyond them. */
  readonly broadPrefix: string;
  readonly broadEnd: string;
}

const text = (attribute: string, texts: Texts, nulls: readonly Row[]): ListClass[] => {
  const { one, matches, broad, prefix, end, broadPrefix, broadEnd } = texts;
  return rows(attribute, [
    { methods: ["equal"], costs: equality, narrow: [one], matches, ...(broad !== undefined && { broad: [broad] }) },
    { methods: ["equal"], costs: byMatches, narrow: [one, "none"], matches },
    { methods: ["startsWith"], costs: range, narrow: [prefix], broad: [broadPrefix] },
    { methods: ["between"], costs: range, narrow: [prefix, end], broad: [broadPrefix, broadEnd] },
    { methods: ["lessThan", "lessThanEqual"], costs: range, narrow: [end], broad: [broadEnd] },
    { methods: ["greaterThan", "greaterThanEqual"], costs: range, narrow: [broadEnd], matches: 0, broad: [end] },
    { methods: ["notEqual", "notStartsWith", "endsWith", "notEndsWith"], costs: byTable, broad: [one] },
    { methods: ["contains", "containsAny", "containsAll", "notContains"], costs: byTable, broad: [one, prefix] },
    { methods: ["notBetween"], costs: byTable, broad: [prefix, end] },
    ...nulls,
  ]);
};

const [early, middle, late] = ["1970-01-01T00:00:01.000Z", "1970-01-01T00:00:01.500Z", "1970-01-01T00:00:02.000Z"];

const datetime = (attribute: string, nulls: readonly Row[]): ListClass[] =>
  rows(attribute, [
    { methods: ["equal"], costs: equality, narrow: [early], broad: [late] },
    { methods: ["equal"], costs: byMatches, narrow: [early, middle] },
    { methods: ["between"], costs: range, narrow: [early, middle], broad: [middle, late] },
    { methods: ["lessThan", "lessThanEqual"], costs: range, narrow: [middle], broad: ["9999-12-31"] },
    { methods: ["greaterThan"], costs: range, narrow: [late], matches: 0, broad: [middle] },
    { methods: ["greaterThanEqual"], costs: range, narrow: ["9999-12-31"], matches: 0, broad: [late] },
    { methods: ["notEqual"], costs: byTable, broad: [early] },
    { methods: ["notBetween"], costs: byTable, broad: [early, middle] },
    ...nulls,
  ]);

const boolean = (attribute: string, hit: boolean): ListClass[] => {
  const towards = hit ? "greaterThan" : "lessThan";
  const away = hit ? "lessThan" : "greaterThan";
  return rows(attribute, [
    { methods: ["equal"], costs: equality, narrow: [hit], broad: [!hit] },
    { methods: ["equal"], costs: byMatches, narrow: [hit, hit] },
    { methods: ["between"], costs: range, narrow: [hit, hit], broad: [!hit, !hit] },
    { methods: [towards], costs: range, narrow: [!hit] },
    { methods: [`${towards}Equal`], costs: range, narrow: [hit], broad: [!hit] },
    { methods: [away], costs: range, narrow: [!hit], matches: 0, broad: [hit] },
    { methods: [`${away}Equal`], costs: range, broad: [!hit] },
    { methods: ["notEqual"], costs: byTable, broad: [hit] },
    { methods: ["notBetween"], costs: byTable, broad: [hit, hit] },
    ...required,
  ]);
};

const sequence = rows("$sequence", [
  { methods: ["equal"], costs: equality, narrow: [5], matches: 1 },
  { methods: ["equal"], costs: byMatches, narrow: [5, 6], matches: 2 },
  { methods: ["between"], costs: equality, narrow: [1, hits], broad: [2, 1e9] },
  { methods: ["lessThan"], costs: equality, narrow: [hits + 1], broad: [1e9] },
  { methods: ["lessThanEqual"], costs: equality, narrow: [hits], broad: [1e9] },
  { methods: ["greaterThan", "greaterThanEqual"], costs: equality, narrow: [1e9], matches: 0, broad: [2] },
  { methods: ["notEqual"], costs: byTable, broad: [5] },
  { methods: ["notBetween"], costs: byTable, broad: [5, 6] },
  ...required,
]);

/** Lists cannot be ordered by labels. */
const labels = rows("labels", [
  {
    methods: ["contains", "containsAny"],
    costs: { insertion: "page", other: "matches" },
    narrow: ["vip"],
    broad: ["common"],
  },
  { methods: ["contains", "containsAny"], costs: { insertion: "matches", other: "matches" }, narrow: ["vip", "none"] },
  { methods: ["containsAll"], costs: { insertion: "page", other: "matches" }, narrow: ["vip"], broad: ["common"] },
  {
    methods: ["containsAll"],
    costs: { insertion: "matches", other: "matches" },
    narrow: ["vip", "none"],
    matches: 0,
    found: hits,
  },
  { methods: ["notContains"], costs: { insertion: "table", other: "table" }, broad: ["vip"] },
  { methods: ["isNull"], costs: { insertion: "page", other: "page" }, narrow: [], matches: 0 },
  { methods: ["isNotNull"], costs: { insertion: "page", other: "page" }, broad: [] },
]);

const common = { prefix: "hit", end: "i", broadPrefix: "u", broadEnd: "v" };
const names = { prefix: "ann", end: "b", broadPrefix: "zo", broadEnd: "zz" };
const phones = { prefix: "+1", end: "+2", broadPrefix: "+4", broadEnd: "+5" };

/** Lists with one filter. */
export const filterClasses: readonly ListClass[] = [
  ...text("$id", { ...common, one: "hit1000", matches: 1 }, required),
  ...text("email", { ...common, one: "hit1000@x.org", matches: 1 }, nullable),
  ...text("phone", { ...phones, one: "+11001000", matches: 1 }, nullable),
  ...text("name", { ...names, one: "Ann Smith", matches: hits, broad: "ZOE" }, required),
  ...sequence,
  ...datetime("registration", required),
  ...datetime("$createdAt", required),
  ...datetime("$updatedAt", required),
  ...datetime("passwordUpdate", nullable),
  ...datetime("accessedAt", nullable),
  ...boolean("status", false),
  ...boolean("emailVerification", true),
  ...boolean("phoneVerification", true),
  ...boolean("impersonator", true),
  ...labels,
];

export interface Query {
  readonly method: string;
  readonly attribute?: string;
  readonly values?: readonly unknown[];
}

/** Any other list. */
export interface OtherClass {
  readonly name: string;
  readonly queries: readonly Query[];
  readonly search?: string;
  readonly cost: CostClass;
  readonly matches?: number;
  /** The number of rows that the driving condition finds, if larger. */
  readonly found?: number;
  /** Rows read for each match: if another table drives and the user's row is checked too, the total costs one more. */
  readonly rowsPerMatch?: 4 | 5;
  /** Words of which the rarest is searched; absent: one word. */
  readonly words?: number;
}

const by = (attribute: string, descending = false): Query => ({
  method: descending ? "orderDesc" : "orderAsc",
  attribute,
});
const anyOf = (...values: readonly Query[]): Query => ({ method: "or", values });
const isNamed: Query = { method: "startsWith", attribute: "name", values: ["ann"] };
const isVip: Query = { method: "contains", attribute: "labels", values: ["vip"] };
const isMailed: Query = { method: "equal", attribute: "email", values: ["hit1000@x.org", "none@x.org"] };

/** Lists without a filter, with several, and with a search. */
export const otherClasses: readonly OtherClass[] = [
  { name: "nothing asked", queries: [], cost: "page" },
  ...["$id", "$sequence", "$internalId", "$createdAt", "$updatedAt", "registration", "name", "email", "phone"].map(
    unfiltered,
  ),
  ...["passwordUpdate", "accessedAt", "status", "emailVerification", "phoneVerification", "impersonator"].map(
    unfiltered,
  ),
  { name: "two orders", queries: [by("status", true), by("name")], cost: "table" },
  { name: "an order and chance", queries: [by("status"), { method: "orderRandom" }], cost: "table" },
  { name: "chance", queries: [{ method: "orderRandom" }], cost: "table" },
  { name: "an offset", queries: [{ method: "offset", values: [500] }], cost: "table" },
  { name: "search", queries: [], search: "ann", cost: "matches" },
  { name: "search, ordered", queries: [by("name", true)], search: "smi", cost: "matches" },
  {
    name: "search for several words",
    queries: [by("$createdAt", true)],
    search: "smith ann vip",
    cost: "matches",
    rowsPerMatch: 5,
    words: 3,
  },
  {
    name: "search for a frequent word and a rarer one",
    queries: [],
    search: "common ann",
    cost: "matches",
    matches: 0,
    found: hits,
    words: 2,
  },
  {
    name: "search for a frequent word and one that no user has",
    queries: [],
    search: "common none",
    cost: "page",
    matches: 0,
    words: 2,
  },
  { name: "search for a phrase", queries: [], search: '"ann smith"', cost: "matches" },
  { name: "search for nothing", queries: [], search: ">", cost: "page", matches: 0 },
  { name: "search and a filter", queries: [isVip], search: "smith", cost: "matches" },
  { name: "or", queries: [anyOf(isNamed, isVip, isMailed)], cost: "matches", found: 2 * hits + 1 },
  {
    name: "or, ordered",
    queries: [anyOf(isNamed, { method: "and", values: [isVip, isNamed] }), by("email")],
    cost: "matches",
    found: 2 * hits,
  },
  { name: "or with a negation", queries: [anyOf(isNamed, { method: "isNotNull", attribute: "email" })], cost: "table" },
  { name: "two filters", queries: [isNamed, isVip, by("$createdAt", true)], cost: "matches", rowsPerMatch: 5 },
  {
    name: "and",
    queries: [{ method: "and", values: [isNamed, { method: "notEqual", attribute: "name", values: ["x"] }] }],
    cost: "matches",
  },
];

function unfiltered(attribute: string): OtherClass {
  return { name: `ordered by ${attribute}`, queries: [by(attribute)], cost: "page" };
}
