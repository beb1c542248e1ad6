/** Why a list cannot be compiled. */
import { fail, type Result } from "../../errors/result.ts";

export interface QueryFailure {
  readonly type: "general_argument_invalid" | "general_query_invalid";
  /** For an invalid argument, the text after "Invalid `queries` param: ". */
  readonly message: string;
}

/** The result of parsing queries, or the error. */
export type Checked<T> = Result<T, QueryFailure>;

/** The queries break a rule. */
export const invalid = (reason: string): { readonly ok: false; readonly error: QueryFailure } =>
  fail({ type: "general_argument_invalid", message: `Invalid query: ${reason}` });

/** The query keeps the rules, but this list has no way to run it. */
export const unsupported = (message: string): { readonly ok: false; readonly error: QueryFailure } =>
  fail({ type: "general_query_invalid", message });

/** The resource has no such attribute. */
export const notFound = (attribute: string): ReturnType<typeof invalid> =>
  invalid(`Attribute not found in schema: ${attribute}`);
