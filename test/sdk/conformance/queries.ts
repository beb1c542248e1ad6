/**
 * Every query helper of the SDKs, applied to the users of people.ts, with the matches or the refusal. One table for each
 * version that added helpers; a version runs the tables of earlier versions too.
 */
import type { Query14, Query20, Query27 } from "../harness/sdks.ts";
import type { People, Person } from "./people.ts";

export interface QueryCase<Query> {
  /** The helper under test. */
  readonly helper: Exclude<keyof Query, symbol>;
  readonly queries: (query: Query, people: People) => readonly string[];
  /** The matches, in order, and their total if it is larger; or the type of the refusal, a 400. */
  readonly finds: readonly Person[] | "anyone" | { readonly refused: string };
  readonly total?: number;
}

const everyone = ["ana", "bob", "cleo", "dan", "eve", "finn"] as const;
const invalid = { refused: "general_argument_invalid" };
const unsupported = { refused: "general_query_invalid" };

export const queries14: readonly QueryCase<Query14>[] = [
  { helper: "equal", queries: (q) => [q.equal("name", "ana maria")], finds: ["ana"] },
  { helper: "equal", queries: (q) => [q.equal("name", ["BOB", "Cleo"])], finds: ["bob", "cleo", "finn"] },
  { helper: "equal", queries: (q) => [q.equal("$id", ["dan", "nobody", "Ana"])], finds: ["dan"] },
  { helper: "equal", queries: (q) => [q.equal("email", "ANA@psg.fr")], finds: ["ana"] },
  { helper: "equal", queries: (q) => [q.equal("phone", "+14155550106")], finds: ["finn"] },
  { helper: "equal", queries: (q) => [q.equal("status", [true])], finds: ["ana", "cleo", "dan", "finn"] },
  { helper: "equal", queries: (q) => [q.equal("status", false)], finds: ["bob", "eve"] },
  { helper: "equal", queries: (q) => [q.equal("emailVerification", true)], finds: ["ana", "dan"] },
  { helper: "equal", queries: (q) => [q.equal("phoneVerification", true)], finds: ["cleo"] },
  { helper: "equal", queries: (q) => [q.equal("impersonator", true)], finds: ["cleo"] },
  { helper: "equal", queries: (q, { bob }) => [q.equal("registration", bob.registration)], finds: ["bob"] },
  { helper: "equal", queries: (q, { dan }) => [q.equal("passwordUpdate", dan.passwordUpdate)], finds: ["dan"] },
  { helper: "equal", queries: (q, { eve }) => [q.equal("$updatedAt", eve.$updatedAt)], finds: ["eve"] },
  { helper: "equal", queries: (q) => [q.equal("labels", "vip")], finds: invalid },
  { helper: "equal", queries: (q) => [q.equal("status", "true")], finds: invalid },
  { helper: "equal", queries: (q) => [q.equal("hash", "argon2")], finds: invalid },
  { helper: "equal", queries: (q) => [q.equal("name", [])], finds: invalid },
  { helper: "notEqual", queries: (q) => [q.notEqual("name", "bob")], finds: ["ana", "cleo", "dan", "eve"] },
  { helper: "notEqual", queries: (q) => [q.notEqual("email", "ana@psg.fr")], finds: ["bob", "dan"] },
  { helper: "lessThan", queries: (q) => [q.lessThan("name", "bob")], finds: ["ana", "eve"] },
  { helper: "lessThanEqual", queries: (q) => [q.lessThanEqual("name", "bob")], finds: ["ana", "bob", "eve", "finn"] },
  { helper: "greaterThan", queries: (q) => [q.greaterThan("name", "bob")], finds: ["cleo", "dan"] },
  {
    helper: "greaterThanEqual",
    queries: (q, { dan }) => [q.greaterThanEqual("registration", dan.registration)],
    finds: ["dan", "eve", "finn"],
  },
  { helper: "isNull", queries: (q) => [q.isNull("email")], finds: ["cleo", "eve", "finn"] },
  { helper: "isNull", queries: (q) => [q.isNull("accessedAt")], finds: everyone },
  { helper: "isNotNull", queries: (q) => [q.isNotNull("passwordUpdate")], finds: ["ana", "dan"] },
  { helper: "isNotNull", queries: (q) => [q.isNotNull("phone")], finds: ["ana", "cleo", "finn"] },
  {
    helper: "between",
    queries: (q, { bob, dan }) => [q.between("registration", bob.registration, dan.registration)],
    finds: ["bob", "cleo", "dan"],
  },
  { helper: "between", queries: (q) => [q.between("name", "b", "cleo")], finds: ["bob", "cleo", "finn"] },
  { helper: "startsWith", queries: (q) => [q.startsWith("email", "bob@")], finds: ["bob"] },
  { helper: "startsWith", queries: (q) => [q.startsWith("phone", "+1415555")], finds: ["ana", "finn"] },
  { helper: "startsWith", queries: (q) => [q.startsWith("name", "Dan 100%")], finds: ["dan"] },
  { helper: "endsWith", queries: (q) => [q.endsWith("email", "PSG.fr")], finds: ["ana", "bob"] },
  { helper: "contains", queries: (q) => [q.contains("name", "MAR")], finds: ["ana"] },
  { helper: "contains", queries: (q) => [q.contains("name", ["_", "%"])], finds: ["dan"] },
  { helper: "contains", queries: (q) => [q.contains("labels", "vip")], finds: ["ana", "bob"] },
  { helper: "contains", queries: (q) => [q.contains("labels", ["pro", "none"])], finds: ["bob", "dan"] },
  { helper: "contains", queries: (q) => [q.contains("labels", "VIP")], finds: [] },
  { helper: "contains", queries: (q) => [q.contains("status", "true")], finds: invalid },
  {
    helper: "or",
    queries: (q) => [q.or([q.equal("name", "cleo"), q.and([q.equal("status", false), q.isNull("email")])])],
    finds: ["cleo", "eve"],
  },
  { helper: "or", queries: (q) => [q.or([q.equal("name", "cleo")])], finds: invalid },
  {
    helper: "and",
    queries: (q) => [q.and([q.contains("labels", "vip"), q.equal("status", true)])],
    finds: ["ana"],
  },
  { helper: "and", queries: (q) => [q.and([q.limit(1), q.limit(2)])], finds: invalid },
  { helper: "orderAsc", queries: (q) => [q.orderAsc("name")], finds: ["eve", "ana", "bob", "finn", "cleo", "dan"] },
  {
    helper: "orderDesc",
    queries: (q) => [q.orderDesc("registration")],
    finds: ["finn", "eve", "dan", "cleo", "bob", "ana"],
  },
  {
    helper: "orderDesc",
    queries: (q) => [q.orderDesc("status"), q.orderAsc("name"), q.limit(2)],
    finds: ["ana", "finn"],
    total: 6,
  },
  { helper: "orderDesc", queries: (q) => [q.orderDesc("password")], finds: invalid },
  { helper: "limit", queries: (q) => [q.limit(2)], finds: ["ana", "bob"], total: 6 },
  { helper: "limit", queries: (q) => [q.limit(0)], finds: invalid },
  { helper: "offset", queries: (q) => [q.offset(4)], finds: ["eve", "finn"], total: 6 },
  { helper: "offset", queries: (q) => [q.offset(-1)], finds: invalid },
  { helper: "cursorAfter", queries: (q) => [q.cursorAfter("dan")], finds: ["eve", "finn"], total: 6 },
  {
    helper: "cursorAfter",
    queries: (q) => [q.orderAsc("name"), q.cursorAfter("bob")],
    finds: ["finn", "cleo", "dan"],
    total: 6,
  },
  { helper: "cursorAfter", queries: (q) => [q.cursorAfter("nobody")], finds: { refused: "general_cursor_not_found" } },
  {
    helper: "cursorAfter",
    queries: (q) => [q.orderAsc("email"), q.cursorAfter("eve")],
    finds: { refused: "database_query_order_null" },
  },
  { helper: "cursorBefore", queries: (q) => [q.cursorBefore("cleo")], finds: ["ana", "bob"], total: 6 },
  { helper: "cursorBefore", queries: (q) => [q.limit(1), q.cursorBefore("cleo")], finds: ["bob"], total: 6 },
  { helper: "cursorBefore", queries: (q) => [q.cursorBefore("not an id")], finds: invalid },
  { helper: "search", queries: (q) => [q.search("name", "bob")], finds: unsupported },
  { helper: "select", queries: (q) => [q.select(["name"])], finds: invalid },
];

export const queries20: readonly QueryCase<Query20>[] = [
  { helper: "orderRandom", queries: (q) => [q.orderRandom()], finds: "anyone", total: 6 },
  { helper: "notContains", queries: (q) => [q.notContains("labels", ["vip"])], finds: ["cleo", "dan", "eve", "finn"] },
  { helper: "notContains", queries: (q) => [q.notContains("name", "b")], finds: ["ana", "cleo", "dan", "eve"] },
  { helper: "notStartsWith", queries: (q) => [q.notStartsWith("email", "ana")], finds: ["bob", "dan"] },
  { helper: "notEndsWith", queries: (q) => [q.notEndsWith("email", ".fr")], finds: ["dan"] },
  { helper: "notBetween", queries: (q) => [q.notBetween("name", "a", "bz")], finds: ["cleo", "dan", "eve"] },
  { helper: "createdBefore", queries: (q, { bob }) => [q.createdBefore(bob.$createdAt)], finds: ["ana"] },
  { helper: "createdAfter", queries: (q, { dan }) => [q.createdAfter(dan.$createdAt)], finds: ["eve", "finn"] },
  {
    helper: "createdBetween",
    queries: (q, { bob, cleo }) => [q.createdBetween(bob.$createdAt, cleo.$createdAt)],
    finds: ["bob", "cleo"],
  },
  { helper: "updatedBefore", queries: (q, { bob }) => [q.updatedBefore(bob.$updatedAt)], finds: ["ana"] },
  { helper: "updatedAfter", queries: (q, { dan }) => [q.updatedAfter(dan.$updatedAt)], finds: ["eve", "finn"] },
  {
    helper: "updatedBetween",
    queries: (q, { bob, cleo }) => [q.updatedBetween(bob.$updatedAt, cleo.$updatedAt)],
    finds: ["bob", "cleo"],
  },
  { helper: "notSearch", queries: (q) => [q.notSearch("name", "bob")], finds: unsupported },
  { helper: "distanceEqual", queries: (q) => [q.distanceEqual("name", [1, 2], 3)], finds: invalid },
  { helper: "distanceNotEqual", queries: (q) => [q.distanceNotEqual("name", [1, 2], 3)], finds: invalid },
  { helper: "distanceGreaterThan", queries: (q) => [q.distanceGreaterThan("name", [1, 2], 3)], finds: invalid },
  { helper: "distanceLessThan", queries: (q) => [q.distanceLessThan("name", [1, 2], 3)], finds: invalid },
  { helper: "intersects", queries: (q) => [q.intersects("name", [1, 2])], finds: invalid },
  { helper: "notIntersects", queries: (q) => [q.notIntersects("name", [1, 2])], finds: invalid },
  { helper: "crosses", queries: (q) => [q.crosses("name", [1, 2])], finds: invalid },
  { helper: "notCrosses", queries: (q) => [q.notCrosses("name", [1, 2])], finds: invalid },
  { helper: "overlaps", queries: (q) => [q.overlaps("name", [1, 2])], finds: invalid },
  { helper: "notOverlaps", queries: (q) => [q.notOverlaps("name", [1, 2])], finds: invalid },
  { helper: "touches", queries: (q) => [q.touches("name", [1, 2])], finds: invalid },
  { helper: "notTouches", queries: (q) => [q.notTouches("name", [1, 2])], finds: invalid },
];

export const queries27: readonly QueryCase<Query27>[] = [
  { helper: "containsAny", queries: (q) => [q.containsAny("labels", ["vip", "pro"])], finds: ["ana", "bob", "dan"] },
  { helper: "containsAny", queries: (q) => [q.containsAny("name", ["cle", "an"])], finds: ["ana", "cleo", "dan"] },
  { helper: "containsAll", queries: (q) => [q.containsAll("labels", ["vip", "pro"])], finds: ["bob"] },
  { helper: "exists", queries: (q) => [q.exists(["name"])], finds: invalid },
  { helper: "notExists", queries: (q) => [q.notExists(["name"])], finds: invalid },
  { helper: "regex", queries: (q) => [q.regex("name", ".*")], finds: invalid },
  { helper: "elemMatch", queries: (q) => [q.elemMatch("labels", [q.equal("name", "x")])], finds: invalid },
  { helper: "vectorDot", queries: (q) => [q.vectorDot("name", [1])], finds: invalid },
  { helper: "vectorCosine", queries: (q) => [q.vectorCosine("name", [1])], finds: invalid },
  { helper: "vectorEuclidean", queries: (q) => [q.vectorEuclidean("name", [1])], finds: invalid },
];
