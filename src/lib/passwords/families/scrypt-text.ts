/**
 * scryptText: scrypt hashes whose text contains the costs (docs/spec/passwords.md#families).
 *
 *     $scrypt$ln=14,r=8,p=1$<base64>$<base64>                             PHC, passlib
 *     scrypt$<N>$<salt as text>$<r>$<p>$<base64>                          Django
 *     scrypt:<N>:<r>:<p>$<salt as text>$<hexadecimal>                     Werkzeug, Flask
 *     $fbscrypt$v=1,n=14,r=8,p=1,ss=<base64>,sk=<base64>$<salt>$<hash>    Firebase, as Supabase writes it
 *     <hash>$<salt>$<signer key>$<separator>$<r>$<n>                      Firebase, as Clerk writes it
 */
import { ok, type Result } from "../../../errors/result.ts";
import { concat, equalBytes, parseBase64, parseHex, toUtf8 } from "../bytes.ts";
import { defineFamily, type Refusal, refusePassword } from "../format.ts";
import { scrypt, type ScryptParameters } from "../formats/scrypt-engine.ts";
import { matchesScryptModified, type ParsedScryptModified } from "../formats/scrypt-modified.ts";
import { scryptBlockBytes, scryptTableBytes, scryptWork } from "../limits.ts";

interface Costs {
  readonly cpu: number;
  readonly blockSize: number;
  readonly parallel: number;
}

interface ParsedPlain extends ScryptParameters {
  readonly output: Uint8Array;
}

type ParsedScryptText = ParsedPlain | (Costs & ParsedScryptModified);

const expected =
  "Value must be a scrypt hash as PHC, passlib, Django, Werkzeug or Firebase ($fbscrypt$) write it, with a power of two " +
  "above 1 for N, and with salt and key.";

export const scryptTextFamily = defineFamily<ParsedScryptText>({
  hash: "scryptText",
  signature: /^(?:\$scrypt\$|\$fbscrypt\$|scrypt[$:]|[A-Za-z0-9+/_-]+={0,2}(?:\$[A-Za-z0-9+/_-]+={0,2}){3}\$\d+\$\d+$)/,
  parameters: {},
  options: {},
  ceilings: [
    {
      limit: { ...scryptTableBytes, what: "128 × N × r" },
      parameter: "password",
      cost: ({ cpu, blockSize }) => 128 * cpu * blockSize,
    },
    {
      limit: { ...scryptWork, what: "N × r × p" },
      parameter: "password",
      cost: ({ cpu, blockSize, parallel }) => cpu * blockSize * parallel,
    },
    {
      limit: { ...scryptBlockBytes, what: "128 × r × p" },
      parameter: "password",
      cost: ({ blockSize, parallel }) => 128 * blockSize * parallel,
    },
  ],
  read,
  matches(password, parsed) {
    if ("signerKey" in parsed) return matchesScryptModified(password, parsed, parsed);
    const { output, ...parameters } = parsed;
    return equalBytes(scrypt(toUtf8(password), parameters), output);
  },
  isWeak: () => true,
});

type Text = string | undefined;

const phcText = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,9}),p=(\d{1,9})\$([^$]+)\$([^$]+)$/;
const djangoText = /^scrypt\$(\d{1,10})\$([^$]+)\$(\d{1,9})\$(\d{1,9})\$([^$]+)$/;
const werkzeugText = /^scrypt:(\d{1,10}):(\d{1,9}):(\d{1,9})\$([^$]+)\$([^$]+)$/;
const supabaseText =
  /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,9}),p=(\d{1,9})(?:,ss=([^,$]*))?,sk=([^,$]+)\$([^$]+)\$([^$]+)$/;
const clerkText = /^([^$]+)\$([^$]+)\$([^$]+)\$([^$]+)\$(\d{1,9})\$(\d{1,2})$/;

function read(encoded: string): Result<ParsedScryptText, Refusal> {
  const parsed = readPlain(encoded) ?? readFirebase(encoded);
  return parsed === undefined ? refusePassword(expected) : ok(parsed);
}

function readPlain(encoded: string): ParsedPlain | undefined {
  const phc = phcText.exec(encoded);
  if (phc !== null) {
    const [, ln, r, p, salt = "", output = ""] = phc;
    return plain(costsOf(2 ** Number(ln), r, p), parseBase64(salt), parseBase64(output));
  }
  const django = djangoText.exec(encoded);
  if (django !== null) {
    const [, N, salt = "", r, p, output = ""] = django;
    return plain(costsOf(Number(N), r, p), toUtf8(salt), parseBase64(output));
  }
  const werkzeug = werkzeugText.exec(encoded);
  if (werkzeug === null) return undefined;
  const [, N, r, p, salt = "", output = ""] = werkzeug;
  return plain(costsOf(Number(N), r, p), toUtf8(salt), parseHex(output));
}

/** Checks the bounds of RFC 7914; the ceilings come later. */
function costsOf(cpu: number, r: Text, p: Text): Costs | undefined {
  const [blockSize, parallel] = [Number(r), Number(p)];
  const isPower = cpu > 1 && 2 ** Math.round(Math.log2(cpu)) === cpu;
  return isPower && blockSize >= 1 && parallel >= 1 && cpu < 2 ** (16 * blockSize)
    ? { cpu, blockSize, parallel }
    : undefined;
}

function plain(costs: Costs | undefined, salt: Uint8Array | undefined, output: Uint8Array | undefined) {
  if (costs === undefined || salt === undefined || output === undefined || output.length < 16) return undefined;
  return { ...costs, salt, output, outputBytes: output.length };
}

function readFirebase(encoded: string): (Costs & ParsedScryptModified) | undefined {
  const supabase = supabaseText.exec(encoded);
  if (supabase !== null) {
    const [, n, r, p, separator, signerKey, salt, hash] = supabase;
    return firebase(costsOf(2 ** Number(n), r, p), { hash, salt, separator, signerKey });
  }
  const clerk = clerkText.exec(encoded);
  if (clerk === null) return undefined;
  const [, hash, salt, signerKey, separator, r, n] = clerk;
  return firebase(costsOf(2 ** Number(n), r, "1"), { hash, salt, separator, signerKey });
}

function firebase(
  costs: Costs | undefined,
  texts: Readonly<Record<"hash" | "salt" | "separator" | "signerKey", Text>>,
) {
  const salt = parseBase64(texts.salt ?? "");
  const separator = parseBase64(texts.separator ?? "");
  const signerKey = parseBase64(texts.signerKey ?? "");
  const ciphertext = parseBase64(texts.hash ?? "");
  if (costs === undefined || salt === undefined || separator === undefined || signerKey === undefined) return undefined;
  if (salt.length === 0 || signerKey.length === 0 || ciphertext?.length !== signerKey.length) return undefined;
  return { ...costs, salt: concat(salt, separator), signerKey, ciphertext };
}
