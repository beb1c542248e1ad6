import { jsonOf, type Language, pairsOf, sendAs } from "./language.ts";

/** Go: `queries[0]=…` with brackets encoded; sorts the names; an empty text counts as absent. */
export const go: Language = {
  name: "Go",
  format: "1.9.5",
  headers: {
    "x-sdk-name": "Go",
    "x-sdk-platform": "server",
    "x-sdk-language": "go",
    "user-agent": "AppwriteGoSDK (linux)",
  },
  send: sendAs({
    query: (params) =>
      pairsOf(params, (name, index) => `${name}[${index}]`)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
        .toSorted()
        .join("&"),
    body: jsonOf,
  }),
};
