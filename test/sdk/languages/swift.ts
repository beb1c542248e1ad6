import { jsonOf, type Language, pairsOf, sendAs } from "./language.ts";

/** Swift: `queries[]=…` with unencoded brackets, and `+` as `%2B`. */
export const swift: Language = {
  name: "Swift",
  format: "1.9.5",
  headers: {
    "x-sdk-name": "Swift",
    "x-sdk-platform": "server",
    "x-sdk-language": "swift",
    "user-agent": "AppwriteSwiftSDK (linux)",
  },
  send: sendAs({
    query: (params) =>
      pairsOf(params, (name) => `${name}[]`)
        .map(([name, value]) => `${name}=${encodeURI(String(value)).replaceAll("+", "%2B")}`)
        .join("&"),
    body: jsonOf,
  }),
};
