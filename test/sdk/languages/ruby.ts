import { sendBy } from "./interpreter.ts";
import type { Language } from "./language.ts";

/** Ruby: `total=true`, `queries[]=…`, and a `?` without a query. */
export const ruby: Language = {
  name: "Ruby",
  format: "1.9.4",
  headers: { "x-sdk-name": "Ruby", "x-sdk-platform": "server", "x-sdk-language": "ruby" },
  send: sendBy("ruby", "send.rb"),
  interpreter: "ruby",
};
