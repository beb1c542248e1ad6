import { jsonOf, type Language, pairsOf, sendAs } from "./language.ts";

/** Dart: `queries[]=…` as Uri.encodeQueryComponent encodes it, with `+` for a blank; its user agent is percent-encoded. */
export const dart: Language = {
  name: "Dart",
  format: "1.8.0",
  headers: {
    "x-sdk-name": "Dart",
    "x-sdk-platform": "server",
    "x-sdk-language": "dart",
    "user-agent": "AppwriteDartSDK%20(linux)",
  },
  send: sendAs({
    query: (params) =>
      new URLSearchParams(
        pairsOf(params, (name) => `${name}[]`).map(([name, value]) => [name, String(value)]),
      ).toString(),
    body: jsonOf,
  }),
};
