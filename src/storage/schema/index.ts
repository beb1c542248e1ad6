export { identities } from "./identities.ts";
export { keys } from "./keys.ts";
export { logs } from "./logs.ts";
export { searchWords } from "./search-words.ts";
export { targets } from "./targets.ts";
export { userLabels } from "./user-labels.ts";
export { users } from "./users.ts";
export { userTotals } from "./user-totals.ts";
