import { scrypt as nobleScrypt } from "@noble/hashes/scrypt.js";
import { expect, test } from "vitest";
import { concat, fromBase64, toBase64, toUtf8 } from "../bytes.ts";
import { scryptModifiedFormat } from "./scrypt-modified.ts";

const options = { signerKey: toBase64(new Uint8Array(70).fill(9)), saltSeparator: "Bw==", salt: "c2FsdA==" };

/** A second implementation of the scheme, with noble's scrypt and WebCrypto's AES. */
async function encode(password: string, { salt: own, saltSeparator, signerKey } = options): Promise<string> {
  const salt = concat(fromBase64(own), fromBase64(saltSeparator));
  const key = nobleScrypt(toUtf8(password), salt, { N: 16_384, r: 8, p: 1, dkLen: 64 }).slice(0, 32);
  const aes = await crypto.subtle.importKey("raw", key, "AES-CTR", false, ["encrypt"]);
  const counter = { name: "AES-CTR", counter: new Uint8Array(16), length: 128 };
  return toBase64(new Uint8Array(await crypto.subtle.encrypt(counter, aes, fromBase64(signerKey))));
}

test.each(["", "pässwörd nul\0inside", "密码🔑".repeat(20)])("verifies %j", async (password) => {
  const encoded = await encode(password);
  expect(scryptModifiedFormat.verify(password, encoded, options)).toBe("match-rehash");
  expect(scryptModifiedFormat.verify(`${password} `, encoded, options)).toBe("mismatch");
});

test("accepts the values of Firebase's Admin SDK: the URL-safe alphabet, and projects without a separator", async () => {
  const urlSafe = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");
  const bare = { signerKey: toBase64(new Uint8Array(64).fill(251)), saltSeparator: "", salt: "+/+/+/8=" };
  const encoded = await encode("correct horse", bare);
  const spelt = { signerKey: urlSafe(bare.signerKey), saltSeparator: "", salt: urlSafe(bare.salt) };
  for (const [text, options] of [
    [encoded, bare],
    [urlSafe(encoded), spelt],
    [urlSafe(encoded).replace(/=+$/, ""), spelt],
  ] as const) {
    expect(scryptModifiedFormat.verify("correct horse", text, options)).toBe("match-rehash");
    expect(scryptModifiedFormat.verify("wrong horse", text, options)).toBe("mismatch");
  }
});

test.each([
  [{ passwordSalt: "0" }, "passwordSalt", "Value must be base64 of the standard or the URL-safe alphabet."],
  [{}, "password", "Value must be base64 of as many bytes as the signer key has (3)."],
])("%j: a refusal says what is accepted", (values, parameter, message) => {
  const right = { passwordSalt: "c2FsdA==", passwordSaltSeparator: "Bw==", passwordSignerKey: "a2V5" };
  expect(scryptModifiedFormat.parse("AAAAAA==", { ...right, ...values })).toStrictEqual({
    ok: false,
    error: { parameter, message },
  });
});
