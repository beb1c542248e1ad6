import { sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512, sha512_256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { shaVectors } from "../../../../test/passwords/vectors/sha.ts";
import { toUtf8 } from "../bytes.ts";
import { shaFormat } from "./sha.ts";

/** docs/spec/passwords.md#test-vectors, password `appwrite`: the digests of OpenSSL must equal those of the specification. */
const specified = {
  sha1: "31c315b0262695ce861bc17c63d2362684d5724c",
  sha224: "fd66925d38680d7a9a075ab17223d00a60c4c532a81ba3591f9167a4",
  sha256: "ece375199f9118cf29e19e171742f668b6b13367dc1797d11da1c74795e758cc",
  sha384: "ed6436743c51a62d3454de8559beb59d923fbb730ae6028043112ecc8520cee566c539b98383c12259a133043c1e4495",
  "sha512/224": "746d850d8f4bb904a18b936d4693edde4b7eb886ae1527d2be410464",
  "sha512/256": "ffc8b9b6a88b33dd4fddc10d49c4bdd9742689b0cf8bbd9097d4d870f824a3fd",
  "sha3-224": "abb4739db875dd10d24c0ac3d675f847dbab1d1a9c9b613fffdbabe1",
  "sha3-256": "867a758eea6f62ccb37cc3f8945137def93d0638259ff4dcfc0f21629d2666fb",
  "sha3-384": "ed16007b12ad357e455ec14cf692bf1add54809948a3d4d9f07cb8ebe09cd8ac2e5bf8aa8a558af4a5a5ed7890cef5ab",
  "sha3-512":
    "a721f80a3f2d1c08137a2ffaad4ac23298f01916e3314111adcba471b21354145e4c6fc1cc6d1974608e2e5a96a20df4fba9ac0d52660f3fdc6e2124d5958913",
};

test.each(Object.entries(specified))("%s of the specification", (version, encoded) => {
  const vector = shaVectors.right.find(
    ({ password, values }) => password === "appwrite" && values?.["passwordVersion"] === version,
  );
  expect(vector?.encoded).toBe(encoded);
  expect(shaFormat.verify("appwrite", encoded, { version, type: "sha" })).toBe("match-rehash");
});

// The vectors alone check the functions that are noble's own: sha3, and sha512/224.
describe.each(Object.entries({ sha1, sha224, sha256, sha384, "sha512/256": sha512_256, sha512 }))(
  "%s",
  (version, digestOf) => {
    test("verifies noble's digests, at every length around the blocks", () => {
      for (let length = 0; length <= 260; length += 1) {
        const password = "äb\0".repeat(length).slice(0, length);
        const encoded = bytesToHex(digestOf(toUtf8(password)));
        expect(shaFormat.verify(password, encoded, { version, type: "sha" }), `length ${length}`).toBe("match-rehash");
        expect(shaFormat.verify(`${password}x`, encoded, { version, type: "sha" }), `length ${length}`).toBe(
          "mismatch",
        );
      }
    });
  },
);

test.each([
  [
    { passwordVersion: "md5" },
    "passwordVersion",
    "Value must be one of (sha1, sha224, sha256, sha384, sha512/224, sha512/256, sha512, sha3-224, sha3-256, sha3-384, sha3-512).",
  ],
  [{ passwordVersion: "sha1" }, "password", "Value must be a sha1 hash of 40 lowercase hexadecimal characters."],
  [{}, "password", "Value must be a sha3-512 hash of 128 lowercase hexadecimal characters."],
])("%j: a refusal says what is accepted", (values, parameter, message) => {
  expect(shaFormat.parse("appwrite", values)).toStrictEqual({ ok: false, error: { parameter, message } });
});
