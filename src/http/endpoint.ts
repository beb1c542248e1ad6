/**
 * The one way to declare an endpoint. Routing, validation, the scope check, the OpenAPI document and the tables that test
 * every route all come from this declaration.
 */
import { basePath, type Context, type Scope } from "../domain/context/index.ts";
import type { RateLimit } from "../domain/limits/index.ts";
import type { ErrorType } from "../errors/catalogue.ts";
import type { Model } from "../models/model.ts";
import type { AuthMethod } from "../models/settings.ts";
import type { Optional, Parameter, Rule } from "./rules/index.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The values of parameters, by name. */
type Values<Input> = {
  readonly [Name in keyof Input]: Input[Name] extends Optional<infer T>
    ? T
    : Input[Name] extends Rule<infer T>
      ? T
      : never;
};

/** The method and path of an endpoint. */
export interface Address {
  readonly method: Method;
  readonly path: string;
}

/** A body that is a list of rows: lines of JSON, or a JSON array. */
export interface RowsBody {
  /** The parameter of `input` that takes the list. The others come from the query string. */
  readonly parameter: string;
  /** The limit of this route, in bytes. */
  readonly maxBytes: number;
}

interface Declaration<Input, Output> {
  /** The SDKs' service and method, in one word: `usersUpdateName`. */
  readonly id: string;
  readonly summary: string;
  readonly method: Method;
  /** Below /v1, with `{name}` for a parameter in the path. */
  readonly path: string;
  /** Further paths and methods that serve it, for older SDKs. */
  readonly aliases?: readonly Address[];
  /** The allowed callers: holders of one of these scopes. An open endpoint says `public`. */
  readonly scopes: readonly [Scope, ...Scope[]];
  /** It begins a session: a caller who already has one is refused. */
  readonly beginsSession?: true;
  /** The sign-in method that it belongs to. A project may disable the method for all callers but keys. */
  readonly authMethod?: AuthMethod;
  /** It serves a session that still lacks a factor, which is needed to complete it. */
  readonly servesIncomplete?: true;
  /** The session must have met a challenge in the last half hour. It `guards` the account as well. */
  readonly needsChallenge?: true;
  /**
   * It changes, shows or removes a safeguard of the account. Only keys and the account's own user with a session may do
   * that. It refuses impersonators, whom upstream allows (docs/decisions/0005-impersonation.md), and JWTs unless it
   * `servesBoundJwts`.
   */
  readonly guards?: true;
  /** Its result outlasts an impersonation: it refuses impersonators. */
  readonly outlastsImpersonation?: true;
  /** It serves JWTs that are bound to a session although it `guards`: the changed rows end with that session. */
  readonly servesBoundJwts?: true;
  /**
   * Exempt from the checks of project and origin: either a provider redirects browsers to it and the path names the
   * project, or its answer is the same for all projects.
   */
  readonly fromAnywhere?: true;
  /** Its answer is the same for every caller and holds no secret: caches may keep it. */
  readonly isPublic?: true;
  /** Its rate limits. */
  readonly limits?: readonly RateLimit[];
  /** The parameter that names the account whose password it compares. Wrong passwords are counted and pause the account. */
  readonly guesses?: "email" | "userId";
  /** Its body is a list of rows. */
  readonly rows?: RowsBody;
  /**
   * In the order they are checked. Those not in the path come from the query string (GET) or from the body. A function is called on
   * first use: rules that are made of a table would slow down the start of an isolate.
   */
  readonly input: Input | (() => Input);
  /** 301 and 303 redirect to the URL that `run` returns; 303 turns a browser's POST into a GET. */
  readonly status: 200 | 201 | 204 | 301 | 303;
  /** The model of the response; null: there is no body. */
  readonly output: Model<Output> | null;
  /** Its errors, besides those of every route. */
  readonly errors: readonly ErrorType[];
  /** @param input already valid */
  readonly run: (input: Values<Input>, context: Context) => Output | Promise<Output>;
}

/** An endpoint without its type parameters: the form that the router and the documents read. */
export type Endpoint = Omit<Declaration<Readonly<Record<string, Parameter<unknown>>>, never>, "input" | "run"> & {
  readonly input: Readonly<Record<string, Parameter<unknown>>>;
  /**
   * Runs the operation.
   * @param values the results of the rules of `input`, by name
   * @returns the body, undefined where there is none
   */
  readonly answer: (values: Readonly<Record<string, unknown>>, context: Context) => Promise<unknown>;
};

/** Declares an endpoint. */
export function endpoint<const Input extends Readonly<Record<string, Parameter<unknown>>>, Output>({
  input,
  run,
  ...declaration
}: Declaration<Input, Output>): Endpoint {
  let made: Input | undefined;
  return {
    ...declaration,
    get input() {
      return (made ??= typeof input === "function" ? input() : input);
    },
    async answer(values, context) {
      // The router passes exactly the results of the rules of `input`.
      const output = await run(values as Values<Input>, context);
      return declaration.output?.render(output, context.format);
    },
  };
}

/**
 * Whether an endpoint refuses a JWT and requires a session. A JWT is passed on to functions and other servers, so it must not
 * change the safeguards of the account, and it has no session that could have completed a challenge.
 * @param sessionId the session that the JWT is bound to, "" for none
 */
export const refusesJwt = ({ guards, servesBoundJwts }: Endpoint, sessionId: string): boolean =>
  guards === true && !(servesBoundJwts && sessionId !== "");

/** A path in Hono's syntax. */
export const toPattern = (path: string): string => basePath + path.replaceAll(/\{(\w+)\}/g, ":$1");

/** The names of the parameters in a path, in order. */
export const pathParameters = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
