/** pbkdf2: PBKDF2 with SHA-1, SHA-256 or SHA-512, in the spellings of pbkdf2-texts.ts (docs/spec/passwords.md#families). */
import { equalBytes, toUtf8 } from "../bytes.ts";
import { pbkdf2, type Pbkdf2Parameters } from "../engines/pbkdf2.ts";
import { shaKinds } from "../engines/sha-engine.ts";
import { type Ceiling, defineFamily } from "../format.ts";
import { type Limit, pbkdf2Sha1Work, pbkdf2Sha256Work, pbkdf2Sha512Work } from "../limits.ts";
import { optionalSalt, passwordAlgorithm, passwordEncoding, passwordSaltEncoding } from "../parameters.ts";
import { type ParsedPbkdf2, pbkdf2Signature, readPbkdf2 } from "./pbkdf2-texts.ts";

const ceiling = (algorithm: Pbkdf2Parameters["algorithm"], limit: Limit): Ceiling<ParsedPbkdf2> => ({
  limit,
  parameter: "password",
  cost: (parsed) =>
    parsed.algorithm === algorithm
      ? parsed.iterations * Math.ceil(parsed.outputBytes / shaKinds[algorithm].digestBytes)
      : 0,
});

export const pbkdf2Family = defineFamily<ParsedPbkdf2>({
  hash: "pbkdf2",
  signature: pbkdf2Signature,
  parameters: {
    passwordAlgorithm,
    passwordIterations: { type: "integer", optional: true },
    passwordSalt: optionalSalt,
    passwordSaltEncoding,
    passwordEncoding,
  },
  options: {
    algorithm: "passwordAlgorithm",
    iterations: "passwordIterations",
    salt: "passwordSalt",
    saltEncoding: "passwordSaltEncoding",
    encoding: "passwordEncoding",
  },
  ceilings: [ceiling("sha1", pbkdf2Sha1Work), ceiling("sha256", pbkdf2Sha256Work), ceiling("sha512", pbkdf2Sha512Work)],
  read: readPbkdf2,
  matches: (password, { output, ...parameters }) => equalBytes(pbkdf2(toUtf8(password), parameters), output),
  isWeak: () => true,
});
