/** The description of a list: the attributes by which an entity's rows are queried. Pure data. */
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Expression, SQL } from "../sql/index.ts";
import type { Method } from "./parse.ts";

/** A value in the form that is compared and bound: folded text, an integer, milliseconds since the epoch, or 0 and 1. */
export type Value = string | number;

/** The common properties of attributes that are a column or an expression over one. */
interface Scalar {
  /** The expression that comparisons and orders read. */
  readonly expression: Expression;
  /** The index on exactly `expression`; "rowid" for the integer primary key; null: none, so it never drives. */
  readonly index: string | null;
  /** Whether it may be null. */
  readonly nullable: boolean;
  /** Whether at most one row has a value. */
  readonly unique: boolean;
}

export interface TextAttribute extends Scalar {
  readonly type: "text";
  /** Brings a query's value into the form that `expression` holds. */
  readonly fold: (value: string) => string;
  /** If equality is stricter than `expression`: an expression that must also equal the unfolded value. */
  readonly exact?: Expression;
}

export interface IntegerAttribute extends Scalar {
  readonly type: "integer";
}

/** Milliseconds since the epoch. */
export interface DatetimeAttribute extends Scalar {
  readonly type: "datetime";
}

/** 0 or 1. */
export interface BooleanAttribute extends Scalar {
  readonly type: "boolean";
  /** The rare value, whose rows a partial index has; absent: there is no index, or it has both. */
  readonly indexed?: 0 | 1;
  /** The counters of rows that are true and of rows that are false. */
  readonly totals?: { readonly true: SQL; readonly false: SQL };
}

/** A set of texts in a separate table, whose clustered key is (element, owner). Compared exactly; never null. */
export interface ArrayAttribute {
  readonly type: "array";
  /** A table, or a SELECT in brackets. */
  readonly table: SQL | SQLiteTable;
  readonly element: Expression;
  /** The row's sequence. */
  readonly owner: Expression;
}

export type ScalarAttribute = TextAttribute | IntegerAttribute | DatetimeAttribute | BooleanAttribute;
export type Attribute = ScalarAttribute | ArrayAttribute;

/** The search words of a resource: one row per word and owner, clustered by word; and as JSON text in the row itself. */
export interface SearchSource {
  readonly table: SQLiteTable;
  /** Restricts `table` to this resource, as a seekable prefix of its key: `kind = 'user'`. */
  readonly scope: SQL;
  readonly word: SQLiteColumn;
  /** The row's sequence. */
  readonly owner: SQLiteColumn;
  /** The same words in the row, as JSON text. */
  readonly words: Expression;
}

/**
 * The part of a resource to which a list is limited in addition to its queries: the rows of one owner, found by an index.
 * Its values are bound up to three times in a statement, so there are at most two.
 */
export interface Part {
  /** The attribute whose index finds the rows; or whose table of elements does, with each value at most once per row. */
  readonly attribute: ScalarAttribute | ArrayAttribute;
  /** The value of the attribute in the rows; null matches no row. */
  readonly value: SQL;
  /** A further condition on the rows. */
  readonly condition?: SQL;
}

export interface Resource {
  readonly table: SQLiteTable;
  /** The integer primary key: the order of insertion, and the tie-break of every other order. */
  readonly sequence: IntegerAttribute;
  /** The attribute that a cursor names. */
  readonly id: TextAttribute;
  /** The attributes that filters and orders may name. Two names of one column share one attribute object. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The attributes that only orders may name, beyond `attributes`. */
  readonly orderOnly: ReadonlyMap<string, ScalarAttribute>;
  readonly search?: SearchSource;
  /** The methods that queries may use, each with the attributes it may name; without it, all of them on all. */
  readonly accepts?: ReadonlyMap<Method, readonly string[]>;
  /** The default order is the newest row first. */
  readonly newestFirst?: true;
  /** The counter of all rows; absent: they are counted. */
  readonly total?: SQL;
  readonly limit: { readonly default: number; readonly max: number };
}
