/**
 * The configuration of one deployment: wrangler.toml, with a settings file and an environment laid over it. Wrangler's own
 * environments inherit no bindings, variables or secrets, so wrangler is given the result instead of the sources. Pure.
 */
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { type Route, toWranglerConfig, type WranglerConfig } from "./parse.ts";

type Database = NonNullable<WranglerConfig["d1_databases"]>[number];

/** The keys that every deployment has. */
export interface DeployedConfig extends WranglerConfig {
  name: string;
  workers_dev: boolean;
  d1_databases: (Database & { database_name: string })[];
  kv_namespaces: NonNullable<WranglerConfig["kv_namespaces"]>;
}

/** The sources of a configuration. */
export interface Sources {
  /** wrangler.toml. */
  readonly base: WranglerConfig;
  /** The file of `--config`; undefined: none. */
  readonly settings: WranglerConfig | undefined;
  /** The name of `--env`; undefined: none. */
  readonly environment: string | undefined;
}

/** Workers are reached under their names: a label of a hostname. */
const nameText = "1 to 63 of a-z, 0-9 and hyphen, beginning and ending with a letter or digit";
const isName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

type Layer = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Layer =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Bindings keep the keys that a layer does not set: `migrations_dir` stays where a name is given. */
function layBindings(below: unknown, above: unknown): unknown {
  if (!Array.isArray(below) || !Array.isArray(above)) return above;
  const over = above.filter(isRecord);
  const known = below.filter(isRecord).map((entry) => ({
    ...entry,
    ...over.find(({ binding }) => binding === entry["binding"]),
  }));
  return [...known, ...over.filter(({ binding }) => known.every((entry) => entry["binding"] !== binding))];
}

/** Lays a layer over another: variables one by one, bindings by their names, other keys whole. */
function lay(below: Layer, above: Layer): Layer {
  const laid: Record<string, unknown> = { ...below, ...above };
  for (const key of ["d1_databases", "kv_namespaces"]) {
    if (key in below && key in above) laid[key] = layBindings(below[key], above[key]);
  }
  // The parser refuses variables that are not a table.
  if (isRecord(below["vars"]) && isRecord(above["vars"])) laid["vars"] = { ...below["vars"], ...above["vars"] };
  return laid;
}

/** Keys of things that an environment must not share with the configuration that it is made of. */
const ownKeys = ["route", "routes"];

const withoutKeys = (layer: Layer, keys: readonly string[]): Layer =>
  Object.fromEntries(Object.entries(layer).filter(([key]) => !keys.includes(key)));

/** Leaves out the database, namespace and routes of the configuration that an environment is made of. */
function forEnvironment(config: Layer, name: string): Layer {
  const entries = (key: string, ids: readonly string[]) =>
    Array.isArray(config[key]) ? { [key]: config[key].filter(isRecord).map((entry) => withoutKeys(entry, ids)) } : {};
  return {
    ...withoutKeys(config, ownKeys),
    ...entries("d1_databases", ["database_name", "database_id", "preview_database_id"]),
    ...entries("kv_namespaces", ["id", "preview_id"]),
    name: `${typeof config["name"] === "string" ? config["name"] : ""}-${name}`,
  };
}

/**
 * Derives the configuration for wrangler.
 * @returns it, with the database's name derived from the Worker's where none is set; or one line with the error
 */
export function deployedConfig({ base, environment, settings }: Sources): Result<DeployedConfig> {
  let config: Layer = settings === undefined ? base : lay(base, withoutDefaults(settings));
  if (environment !== undefined) {
    const layers = [base, settings].map((source) => source?.env?.[environment]).filter((layer) => layer !== undefined);
    if (layers.length === 0) {
      return fail(
        `There is no environment "${environment}": add [env.${environment}.vars] to wrangler.toml or to the file of --config.`,
      );
    }
    config = layers.reduce<Layer>(lay, forEnvironment(config, environment));
  }
  const parsed = toWranglerConfig(withoutKeys(config, ["env"]));
  if (!parsed.ok) return parsed;
  const { d1_databases = [], kv_namespaces = [], name = "", workers_dev = true } = parsed.value;
  if (!isName(name)) return fail(`name: must be ${nameText}, not "${name}".`);
  if (d1_databases.every(({ binding }) => binding !== "DB")) return fail("d1_databases: must have the binding DB.");
  if (kv_namespaces.every(({ binding }) => binding !== "KV")) return fail("kv_namespaces: must have the binding KV.");
  const databases = d1_databases.map((entry) => ({ ...entry, database_name: entry.database_name ?? name }));
  return ok({ ...parsed.value, name, workers_dev, d1_databases: databases, kv_namespaces });
}

/** Drops `secrets`: a settings file does not set it, but the parser fills it in. */
const withoutDefaults = (settings: WranglerConfig): Layer => withoutKeys(settings, ["secrets"]);

/** The routes of a configuration. */
const routesOf = ({ route, routes = [] }: WranglerConfig): readonly Route[] =>
  route === undefined ? routes : [...routes, route];

const isCustomDomain = (route: Route): boolean => typeof route !== "string" && route.custom_domain === true;

/** The hostnames that a configuration claims. */
export const customDomainsOf = (config: WranglerConfig): readonly string[] =>
  routesOf(config)
    .filter(isCustomDomain)
    .map((route) => (typeof route === "string" ? route : route.pattern));

/** The same configuration without its custom domains, which wrangler then does not change. */
export function withoutCustomDomains(config: DeployedConfig): DeployedConfig {
  const routes = routesOf(config).filter((route) => !isCustomDomain(route));
  const { route: _, ...rest } = config;
  return { ...rest, routes };
}

/** The same configuration with the ids of its bindings. */
export function withIds(
  config: DeployedConfig,
  ids: { readonly database: string; readonly namespace: string },
): DeployedConfig {
  return {
    ...config,
    d1_databases: config.d1_databases.map((entry) =>
      entry.binding === "DB" ? { ...entry, database_id: ids.database } : entry,
    ),
    kv_namespaces: config.kv_namespaces.map((entry) =>
      entry.binding === "KV" ? { ...entry, id: ids.namespace } : entry,
    ),
  };
}
