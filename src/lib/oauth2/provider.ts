/** The definition of a provider: a row of the table in providers.ts, and its endpoints with a project's settings. */
import type { Result } from "../../errors/result.ts";
import type { OAuth2Failure } from "./failure.ts";
import { parseEndpoint } from "./urls.ts";
import type { Web } from "./web.ts";

/** The stored and shown value of a setting; null: no number. */
export type SettingValue = string | number | readonly string[] | null;

/** The project's settings of a provider, by field. Fields that were never set may be missing. */
export type Settings = Readonly<Record<string, SettingValue | undefined>>;

/**
 * A field as data, from which src/api makes a parameter's rule, a model and the OpenAPI document (docs/spec/oauth2.md#fields).
 */
export type Field = {
  /** Whether the value is never shown. */
  readonly secret: boolean;
  /** The value before it is set. */
  readonly unset: SettingValue;
} & (
  | { readonly type: "text"; readonly max: number; readonly pattern?: RegExp }
  /** Empty, or a URL that `parseEndpoint` accepts. */
  | { readonly type: "url" }
  /** The same, of an OpenID issuer or its configuration, which is fetched when the field is set. */
  | { readonly type: "issuer" }
  /** Some of `values`, of which `alone` excludes the others. Sent as `parameter` of the authorize URL. */
  | {
      readonly type: "choices";
      readonly values: readonly string[];
      readonly alone: string;
      readonly parameter: string;
    }
  | { readonly type: "integer"; readonly min: number; readonly parameter: string }
);

/** Checks the issuer of an id token, which may depend on the tenant that it names. */
export type IssuerRule = (claims: { readonly iss?: unknown; readonly tid?: unknown }) => boolean;

export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly userInfo: string | null;
  /** The keys and the issuer that verify id tokens; null: the provider has no id tokens, or they cannot be verified. */
  readonly openId: { readonly jwks: string; readonly isIssuer: IssuerRule } | null;
  /** How the client sends its secret to the token endpoint (RFC 6749 2.3.1). */
  readonly clientAuthentication: "basic" | "post";
}

export interface OAuth2Provider {
  /** Its name in paths and rows. */
  readonly id: string;
  /** The provider in the SDKs' method names. */
  readonly spelling: string;
  /** The fields, in the order they are checked and shown. */
  readonly fields: Readonly<Record<string, Field>>;
  /** Sets of fields, one of which must be filled for the provider to be enabled. */
  readonly complete: readonly (readonly string[])[];
  /** The field that has the client's id. */
  readonly clientId: string;
  /** The field that has the client's secret, or a function that makes the secret from several fields. */
  readonly clientSecret: string | ((settings: Settings, now: number) => Promise<Result<string, OAuth2Failure>>);
  readonly endpoints:
    Endpoints | ((web: Web, settings: Settings, now: number) => Promise<Result<Endpoints, OAuth2Failure>>);
  /** The scopes that are always requested, before those that an app adds. */
  readonly scopes: readonly string[];
  /** The parameters of the authorize URL besides the protocol's own and those of the settings. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly readProfile: ReadProfile;
}

/** A provider with the settings of the project. */
export interface Client {
  readonly provider: OAuth2Provider;
  readonly settings: Settings;
  readonly id: string;
  readonly endpoints: Endpoints;
}

/** The provider's tokens for a code, or for a refresh token. All are secret. */
export interface Tokens {
  readonly accessToken: string;
  /** Milliseconds since the Unix epoch; null: the provider does not say. */
  readonly accessTokenExpiry: number | null;
  /** null: the response has none, so an older one stays valid. */
  readonly refreshToken: string | null;
  readonly idToken: string | null;
}

/** A user as the provider knows them. */
export interface Profile {
  /** The account's id at the provider, which it never gives to another account, 1 to 255 characters. */
  readonly uid: string;
  /** The email in the provider's spelling, of any length; null: none. */
  readonly email: string | null;
  /** Whether the provider vouches that the email is this user's now. */
  readonly isEmailVerified: boolean;
  /** At most 128 characters; "" for none. */
  readonly name: string;
}

/** The source of a profile. */
export interface SignIn {
  readonly tokens: Tokens;
  /** The nonce of the authorize URL. */
  readonly nonce: string;
  /** The time at which the authorize URL was made, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The form field `user` that Apple posts to the callback; null: none. */
  readonly user: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** A profile before its bounds are checked. */
export interface RawProfile {
  readonly uid: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly name: string | null;
}

export type ReadProfile = (web: Web, client: Client, signIn: SignIn) => Promise<Result<RawProfile, OAuth2Failure>>;

/** The text of a field; "" for none. */
export function textOf(settings: Settings, field: string): string {
  const value = settings[field];
  return typeof value === "string" ? value : "";
}

/** Whether a field has a value. */
const isFilled = (value: SettingValue | undefined): boolean =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);

/** The parameters that the settings add to the authorize URL. */
export function settingParameters({ provider, settings }: Client): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {};
  for (const [name, field] of Object.entries(provider.fields)) {
    const value = settings[name];
    if (!("parameter" in field) || !isFilled(value)) continue;
    parameters[field.parameter] = Array.isArray(value) ? value.join(" ") : String(value);
  }
  return parameters;
}

/** Whether all settings that the provider needs are present and valid. */
export function isComplete({ complete, fields }: OAuth2Provider, settings: Settings): boolean {
  const isRight = Object.entries(fields).every(([name, field]) => isWellFormed(field, textOf(settings, name)));
  return isRight && complete.some((names) => names.every((name) => isFilled(settings[name])));
}

function isWellFormed(field: Field, text: string): boolean {
  if (text === "") return true;
  if (field.type === "url" || field.type === "issuer") return parseEndpoint(text) !== null;
  return field.type !== "text" || (field.pattern?.test(text) ?? true);
}
