/**
 * The definition of a stored password format: a complete row of the registry. Import and sign-in read a stored password
 * with the same function and hold it to the same ceilings, so an accepted hash can be verified. Pure; formats/ calls
 * it.
 */
import { fail, ok, type Result } from "../../errors/result.ts";
import { toUtf8 } from "./bytes.ts";
import { type Limit, passwordBytesMax } from "./limits.ts";

/** The stored `hashOptions`, in the order shown on the wire (docs/spec/passwords.md#options). */
export type HashOptions = Readonly<Record<string, string | number>>;

/** A password in a user row: the format's name, the stored text and its options. */
export interface StoredPassword {
  readonly hash: string;
  readonly password: string;
  readonly options: HashOptions;
}

/**
 * The result of a verification. `match-rehash`: it matches and is weaker than the default, so store a new hash.
 * `malformed`: the stored password cannot be read or is above a ceiling, so no password was tried.
 */
export type Outcome = "match" | "match-rehash" | "mismatch" | "malformed";

/** The name of the invalid import parameter, and a sentence for the caller with the accepted values. */
export interface Refusal {
  readonly parameter: string;
  readonly message: string;
}

/** An import parameter beside the hash itself, as data from which src/api makes validators and OpenAPI. */
export type ImportParameter =
  | { readonly type: "text"; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly type: "integer"; readonly optional?: true }
  /** One of `values`, compared case-insensitively. */
  | { readonly type: "choice"; readonly values: readonly string[]; readonly optional: true };

/** The values of an import's parameters, by name, their types already checked. */
export type ImportValues = Readonly<Record<string, string | number | undefined>>;

/** A ceiling on a cost that a format reads from a stored password. */
export interface Ceiling<Parsed> {
  readonly limit: Limit;
  /** The parameter a refusal names. */
  readonly parameter: string;
  readonly cost: (parsed: Parsed) => number;
}

/** The properties of a format that the API shows. */
interface FormatFace {
  /** The name in user rows and on the wire. */
  readonly hash: string;
  /** Matches the beginning of texts that identify this format. Absent: an import must name the format. */
  readonly signature?: RegExp;
  /** The parameters of an import beside the hash, in the order of their validation. */
  readonly parameters: Readonly<Record<string, ImportParameter>>;
  /** The parameter of each stored option, in the order shown on the wire. `type` follows them. */
  readonly options: Readonly<Record<string, string>>;
}

/** The import that upstream has for a format. */
interface ImportRoute {
  /** The import's path segment: POST /users/{importPath}. */
  readonly importPath: string;
  /** The name of the import in the SDKs. */
  readonly operation: string;
}

export interface FormatDefinition<Parsed> extends FormatFace {
  /** Bounds for everything in the stored password that makes a verification expensive; may be empty. */
  readonly ceilings: readonly Ceiling<Parsed>[];
  /** Reads a stored text and its options. Refuses hashes that no password can match. */
  readonly read: (encoded: string, options: HashOptions) => Result<Parsed, Refusal>;
  /** Whether the (well-formed) password gives the stored digest. Compares in constant time. */
  readonly matches: (password: string, parsed: Parsed) => boolean;
  /** Whether the hash is weaker than the default, so that a match should be rehashed. */
  readonly isWeak: (parsed: Parsed) => boolean;
  /**
   * Whether a match proves that this is the whole password. If not, the password is not rehashed: the hash of a longer or
   * shorter input would lock out the user who types the original. Absent: a match always proves it.
   */
  readonly isWhole?: (password: string, parsed: Parsed) => boolean;
  /** The longest password that is tried, in bytes of UTF-8. Absent: `passwordBytesMax`, as for all formats. */
  readonly passwordBytesMax?: number;
}

export interface PasswordFormat extends FormatFace {
  /** Reads an import. The user row stores the options, and the wire shows them. */
  readonly parse: (encoded: string, values: ImportValues) => Result<{ readonly options: HashOptions }, Refusal>;
  /** Tries a password against a stored text and its options. Synchronous and costly, within the ceilings. */
  readonly verify: (password: string, encoded: string, options: HashOptions) => Outcome;
}

/** A format that upstream has an import for. */
export interface RoutedFormat extends PasswordFormat, ImportRoute {}

/** Makes the registry's row of a format that upstream has an import for. */
export function defineFormat<Parsed>(definition: FormatDefinition<Parsed> & ImportRoute): RoutedFormat {
  const { importPath, operation } = definition;
  return { ...defineFamily(definition), importPath, operation };
}

/** Makes the registry's row of a format that `POST /users/hash` alone imports. */
export function defineFamily<Parsed>(definition: FormatDefinition<Parsed>): PasswordFormat {
  const { hash, signature, parameters, options: optionNames, ceilings } = definition;
  const bytesMax = definition.passwordBytesMax ?? passwordBytesMax;

  function readWithinCeilings(encoded: string, options: HashOptions): Result<Parsed, Refusal> {
    const read = definition.read(encoded, options);
    if (!read.ok) return read;
    const exceeded = ceilings.find(({ limit, cost }) => cost(read.value) > limit.max);
    return exceeded === undefined ? read : fail(aboveCeiling(exceeded, read.value));
  }

  return {
    hash,
    ...(signature === undefined ? {} : { signature }),
    parameters,
    options: optionNames,

    parse(encoded, values) {
      const options = toOptions(definition, values);
      const read = readWithinCeilings(encoded, options);
      return read.ok ? ok({ options }) : read;
    },

    verify(password, encoded, options) {
      const read = readWithinCeilings(encoded, options);
      if (!read.ok) return "malformed";
      const text = password.toWellFormed();
      if (toUtf8(text).length > bytesMax || !definition.matches(text, read.value)) return "mismatch";
      const isWhole = definition.isWhole?.(text, read.value) ?? true;
      return isWhole && definition.isWeak(read.value) ? "match-rehash" : "match";
    },
  };
}

function aboveCeiling<Parsed>({ limit, parameter, cost }: Ceiling<Parsed>, parsed: Parsed): Refusal {
  return {
    parameter,
    message: `Value must keep ${limit.what} at or below ${limit.max} ${limit.unit}; it is ${cost(parsed)}.`,
  };
}

function toOptions<Parsed>({ hash, parameters, options }: FormatDefinition<Parsed>, values: ImportValues): HashOptions {
  const stored: Record<string, string | number> = {};
  for (const [option, parameter] of Object.entries(options)) {
    const value = values[parameter];
    if (value === undefined) continue;
    stored[option] =
      parameters[parameter]?.type === "choice" && typeof value === "string" ? value.toLowerCase() : value;
  }
  return { ...stored, type: hash };
}

/** The refusal of an invalid hash, whose parameter is always `password`. */
export const refusePassword = (message: string) => fail<Refusal>({ parameter: "password", message });

/** The refusal of another parameter. */
export const refuseParameter = (parameter: string, message: string) => fail<Refusal>({ parameter, message });
