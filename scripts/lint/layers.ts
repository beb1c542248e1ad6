/**
 * The layers of src/ and what each may import (docs/architecture.md). oxlint.config.ts turns this table into rules; the
 * tests read it too. Pure data and functions.
 */

/** Entities of src/domain by rank. An entity imports entities of lower ranks only. */
export const entityRanks: readonly (readonly string[])[] = [
  ["context"],
  ["limits", "lists", "search"],
  ["audit"],
  ["webhooks", "settings", "providers", "oauth2-clients", "oauth2-flows", "keys", "sessions", "teams"],
  ["identities", "jwts", "targets", "messages"],
  ["tokens", "mfa"],
  ["users", "memberships"],
  ["exports", "imports"],
];

/** Services of src/api. A service imports no other service. */
export const services = [
  "account",
  "activities",
  "health",
  "messaging",
  "project",
  "teams",
  "users",
  "webhooks",
] as const;

/** Libraries of src/lib with the other libraries that each may import. */
export const libraries: Readonly<Record<string, readonly string[]>> = {
  addresses: ["lazy"],
  crypto: [],
  delivery: ["crypto", "lazy"],
  devices: ["lazy"],
  lazy: [],
  oauth2: [],
  passwords: ["lazy"],
  queries: ["lazy", "sql"],
  sql: [],
};

/** Top-level folders and files of src/, with those that each may import besides itself. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  "worker.ts": ["app.ts", "console", "jobs", "http", "domain", "models", "lib", "storage", "errors"],
  "app.ts": ["api", "http", "domain", "models", "lib", "storage", "errors"],
  api: ["flows", "http", "domain", "models", "lib", "storage", "errors"],
  console: ["http", "domain", "models", "lib", "errors"],
  jobs: ["flows", "domain", "models", "lib", "storage", "errors"],
  flows: ["domain", "models", "lib", "storage", "errors"],
  http: ["domain", "models", "lib", "storage", "errors"],
  domain: ["models", "lib", "storage", "errors"],
  models: ["errors"],
  lib: ["errors"],
  storage: ["lib", "errors"],
  errors: [],
};

/** Entities that src/http may import: the types of a request, and its limits. */
const entitiesOfHttp = ["context", "limits"] as const;

/** Files of src/http that operations may import: the endpoint builder and the parts of a declaration. */
const httpOfOperations = ["app-links.ts", "endpoint.ts", "rules/index.ts", "version.ts"] as const;

/** Parts of src/ that may import Hono. */
const knowsHono: ReadonlySet<string> = new Set(["app.ts", "console", "http"]);

/** A pattern of the rule no-restricted-imports. Its regular expressions know no look-ahead: exceptions take a group. */
type Pattern = { readonly message: string } & ({ readonly regex: string } | { readonly group: readonly string[] });

interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, readonly ["error", { readonly patterns: readonly Pattern[] }]>>;
}

/** Begins a relative specifier that leaves at least one folder. */
const up = "^(?:\\.\\./)+";

const hono: Pattern = { regex: "^hono(?:/|$)", message: "Only src/http, src/console and src/app.ts import Hono." };

/** Folders beside src/, by any number of steps up. */
const outside: Pattern = {
  regex: "^(?:\\.\\./)+(?:bench|drizzle|scripts|test)/",
  message: "The Worker imports nothing from outside of src/.",
};

const escaped = (name: string): string => name.replaceAll(".", "\\.");

/** A specifier of a layer: the folder, or the file. */
const specifierOf = (layer: string): string => (layer.endsWith(".ts") ? `${escaped(layer)}$` : `${layer}/`);

/** Patterns against each layer that `layer` may not import. */
function layerPatterns(layer: string): readonly Pattern[] {
  const allowed = new Set([layer, ...(layers[layer] ?? [])]);
  const forbidden = Object.keys(layers).filter((other) => !allowed.has(other));
  const start = layer.endsWith(".ts") ? "^\\./" : up;
  return [
    ...(knowsHono.has(layer) ? [] : [hono]),
    outside,
    ...forbidden.map((other) => ({
      regex: start + specifierOf(other),
      message: `src/${layer} imports ${(layers[layer] ?? []).join(", ") || "nothing else"}: not ${other}.`,
    })),
  ];
}

/** The entities that `entity` may not import: those of its own rank and above. */
const entitiesAbove = (entity: string): readonly string[] => {
  const rank = entityRanks.findIndex((entities) => entities.includes(entity));
  return entityRanks
    .slice(rank)
    .flat()
    .filter((other) => other !== entity);
};

/** Ways in which a relative specifier begins. */
const starts = ["./", "../", "../../", "../../../"];

/** Refuses all of `folder` but some files of it. Both are globs below src/. */
const allBut = (folder: string, files: readonly string[], message: string): Pattern => ({
  group: starts.flatMap((start) => [`${start}${folder}`, ...files.map((file) => `!${start}${file}`)]),
  message,
});

const face = allBut("domain/*/**", ["domain/*/index.ts"], "Import an entity by its index.ts.");

const override = (files: string, patterns: readonly Pattern[]): Override => ({
  files: [files],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

/** Overrides of the lint configuration that enforce the layers of src/. */
export function layerOverrides(): readonly Override[] {
  const files = Object.keys(layers).filter((layer) => layer.endsWith(".ts"));
  return [
    ...files.map((file) => override(`src/${file}`, [...layerPatterns(file), face])),
    ...services.map((service) =>
      override(`src/api/${service}/**`, [
        ...layerPatterns("api"),
        face,
        allBut(
          "http/**",
          httpOfOperations.map((file) => `http/${file}`),
          `Of http, an operation imports ${httpOfOperations.join(", ")}.`,
        ),
        {
          regex: `${up}(?:${services.filter((other) => other !== service).join("|")})/`,
          message: "A service imports no other service: what both need is a flow.",
        },
      ]),
    ),
    ...["console", "jobs", "flows"].map((layer) => override(`src/${layer}/**`, [...layerPatterns(layer), face])),
    override("src/http/**", [
      ...layerPatterns("http"),
      allBut(
        "domain/*/**",
        entitiesOfHttp.map((entity) => `domain/${entity}/index.ts`),
        `Of domain, http imports ${entitiesOfHttp.join(" and ")} by their index.ts.`,
      ),
    ]),
    ...entityRanks.flat().map((entity) =>
      override(`src/domain/${entity}/**`, [
        ...layerPatterns("domain"),
        {
          regex: `${up}(?:${entitiesAbove(entity).join("|")})/`,
          message: "An entity imports entities of lower ranks.",
        },
        { group: ["../*/*", "!../*/index.ts"], message: face.message },
        { regex: "^\\.\\./[a-z0-9-]+/[^/]+/", message: face.message },
      ]),
    ),
    ...["models", "storage", "errors"].map((layer) => override(`src/${layer}/**`, layerPatterns(layer))),
    ...Object.entries(libraries).map(([library, others]) =>
      override(`src/lib/${library}/**`, [
        ...layerPatterns("lib"),
        {
          regex: `${up}(?:${Object.keys(libraries)
            .filter((other) => other !== library && !others.includes(other))
            .join("|")})/`,
          message: `A library imports no other${others.length === 0 ? "" : `, but ${others.join(", ")}`}.`,
        },
      ]),
    ),
    // A unit test may use what tests share.
    override("src/{api,domain,flows,jobs,lib,models,storage,errors}/**/*.test.ts", [hono]),
    override("src/http/**/*.test.ts", []),
  ];
}
