export { compileList, type ListRequest } from "./compile.ts";
export { parseDatetime } from "./datetime.ts";
export { parsePage } from "./page.ts";
export { fold } from "./fold.ts";
export { queryLimits } from "./parse.ts";
export type { ListPlan } from "./plan.ts";
export type {
  Attribute,
  BooleanAttribute,
  DatetimeAttribute,
  IntegerAttribute,
  Resource,
  TextAttribute,
} from "./resource.ts";
export { nameWords, phoneWords, wordsOf } from "./words.ts";
