import { jsonOf, type Language, pairsOf, sendAs } from "./language.ts";

const spelt = (value: unknown): string => (typeof value === "boolean" ? (value ? "True" : "False") : String(value));

/** .NET: `total=True`, `queries[]=…`. */
export const dotnet: Language = {
  name: ".NET",
  format: "1.6.0",
  headers: { "x-sdk-name": ".NET", "x-sdk-platform": "server", "x-sdk-language": "dotnet" },
  send: sendAs({
    query: (params) =>
      pairsOf(params, (name) => `${name}[]`)
        .map(([name, value]) => `${name}=${encodeURIComponent(spelt(value))}`)
        .join("&"),
    body: jsonOf,
  }),
};
