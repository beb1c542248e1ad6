/** The errors of compiling a list. */
import { fail, type Result } from "../../errors/result.ts";

export interface QueryFailure {
  readonly type: "general_argument_invalid" | "general_query_invalid";
  /** For an invalid argument, the text after "Invalid `queries` param: ". */
  readonly message: string;
}

/** The result of parsing queries, or the error. */
export type Checked<T> = Result<T, QueryFailure>;

/** The error of invalid queries. */
export const invalid = (reason: string): { readonly ok: false; readonly error: QueryFailure } =>
  fail({ type: "general_argument_invalid", message: `Invalid query: ${reason}` });

/** The error of a valid query that this list does not support. */
export const unsupported = (message: string): { readonly ok: false; readonly error: QueryFailure } =>
  fail({ type: "general_query_invalid", message });

/** The error of an unknown attribute. */
export const notFound = (attribute: string): ReturnType<typeof invalid> =>
  invalid(`Attribute not found in schema: ${attribute}`);
