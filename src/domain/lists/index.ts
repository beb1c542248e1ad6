/** Lists: compiled queries, pages and totals. */
export { caseless, dateOf, idOf, sequenceOf } from "./attributes.ts";
export { compile, compilePage, readPage, readPageOf, readPageOfUser } from "./pages.ts";
export { unsealShown } from "./unseal-shown.ts";
