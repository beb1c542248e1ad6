/**
 * Declarations of the console's pages and actions. A page shows data; an action changes something and redirects to a
 * page. Routing, the scope check, navigation and the tests of all pages follow from the declarations (pages/index.ts).
 */
import type { Child } from "hono/jsx";
import type { Scope } from "../domain/context/index.ts";
import type { Result } from "../errors/result.ts";
import type { Api, Refusal } from "./api.ts";

/** The fields of a sent form. A field that is sent more than once has the last value; see `all`. */
export interface Form {
  /** "" if the form lacks the field. */
  readonly get: (name: string) => string;
  readonly has: (name: string) => boolean;
  readonly all: (name: string) => readonly string[];
}

/** A form that was refused, shown again with its values. */
export interface Problem {
  /** The id of the action. */
  readonly action: string;
  readonly form: Form;
  readonly refusal: Refusal;
}

/** The context of a page. */
export interface View {
  readonly api: Api;
  /** The value of a parameter of the path. @throws Error if the path has no parameter of that name */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly url: URL;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Whether the operator's key has one of these scopes. */
  readonly can: (...scopes: readonly Scope[]) => boolean;
  /** The name of the operator's key. */
  readonly operator: string;
  readonly projectId: string;
  readonly projectName: string;
  /** undefined: no form was refused. */
  readonly problem: Problem | undefined;
}

/** A page as it is shown. */
export interface Shown {
  readonly title: string;
  readonly body: Child;
  /** The breadcrumbs: names and addresses of the pages above this one. */
  readonly above?: readonly (readonly [name: string, to: string])[];
}

export interface Page {
  /** The path below /console, with `:name` for a parameter. */
  readonly path: string;
  /** The page requires one of these. */
  readonly scopes: readonly [Scope, ...Scope[]];
  /** Its name in the navigation; absent: the navigation does not list it. */
  readonly nav?: string;
  readonly show: (view: View) => Promise<Shown>;
}

/** The redirect after a successful action: an address of the console, made by `pathTo`. */
export interface Done {
  readonly to: string;
}

export interface Action {
  /** Names it on pages and in addresses: letters and hyphens, unique. */
  readonly id: string;
  /** The path below /console, with `:name` for a parameter. Only POST is served. */
  readonly path: string;
  readonly scopes: readonly [Scope, ...Scope[]];
  /** The success message, shown on the next page. */
  readonly done: string;
  /** The path of the page that shows the form again when the API refuses it. Its parameters are among those of the action. */
  readonly page: string;
  /** @returns the redirect, or a page that is shown once, such as a new secret; or the refusal of the API */
  readonly run: (view: View, form: Form) => Promise<Result<Done | Shown, Refusal>>;
}

export const page = (declaration: Page): Page => declaration;
export const action = (declaration: Action): Action => declaration;

/** The declarations of a file in pages/. */
export interface Section {
  readonly pages: readonly Page[];
  readonly actions: readonly Action[];
}

/** The path of the console. */
export const consolePath = "/console";

/** Fills the parameters of a path. @returns an address of this origin */
export const pathTo = (path: string, parameters: Readonly<Record<string, string>> = {}): string =>
  consolePath + path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));
