export { compileList, type Branch, type ListFacts, type ListPlan, type ListRequest } from "./compile.ts";
export { parseDatetime } from "./datetime.ts";
export { parsePage } from "./page.ts";
export type { QueryFailure } from "./failure.ts";
export { fold } from "./fold.ts";
export { queryLimits } from "./parse.ts";
export type {
  ArrayAttribute,
  Attribute,
  BooleanAttribute,
  DatetimeAttribute,
  IntegerAttribute,
  Part,
  Resource,
  ScalarAttribute,
  SearchSource,
  TextAttribute,
} from "./resource.ts";
export { wordsOf } from "./words.ts";
