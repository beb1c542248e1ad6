import { jsonOf, type Language, pairsOf, sendAs } from "./language.ts";

/** Kotlin: `queries[]=…` with brackets encoded. */
export const kotlin: Language = {
  name: "Kotlin",
  format: "1.8.0",
  headers: {
    "x-sdk-name": "Kotlin",
    "x-sdk-platform": "server",
    "x-sdk-language": "kotlin",
    "user-agent": "AppwriteKotlinSDK (linux)",
  },
  send: sendAs({
    query: (params) =>
      pairsOf(params, (name) => `${name}[]`)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
        .join("&"),
    body: jsonOf,
  }),
};
