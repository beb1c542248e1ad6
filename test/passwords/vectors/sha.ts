import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

const sha512 =
  "4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6" +
  "bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70";

const sha1 = "31c315b0262695ce861bc17c63d2362684d5724c";

export const shaVectors: FormatVectors = {
  hash: "sha",
  right: [
    // Appwrite's end-to-end suite.
    { password: "appwrite", encoded: sha512, values: { passwordVersion: "sha512" } },
    // docs/spec/passwords.md#test-vectors: without a version it is sha3-512.
    {
      password: "developersAreAwesome!",
      encoded:
        "2455118438cb125354b89bb5888346e9bd23355462c40df393fab514bf2220b5" +
        "a08e4e2d7b85d7327595a450d0ac965cc6661152a46a157c66d681bed20a4735",
    },
    // The table of docs/spec/passwords.md#test-vectors is that of the password `appwrite` among these.
    ...generated.sha,
  ],
  alternate: [
    { password: "appwrite", encoded: sha512, values: { passwordVersion: "SHA512" } },
    {
      password: "appwrite",
      encoded: "ffc8b9b6a88b33dd4fddc10d49c4bdd9742689b0cf8bbd9097d4d870f824a3fd",
      values: { passwordVersion: "Sha512/256" },
    },
  ],
  malformed: [
    { encoded: sha1, parameter: "password" },
    { encoded: sha1, values: { passwordVersion: "sha512" }, parameter: "password" },
    { encoded: sha512, values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: sha1.slice(1), values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: `${sha1}00`, values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: sha1.toUpperCase(), values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: `${sha1.slice(1)}g`, values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: `${sha1.slice(1)}\n`, values: { passwordVersion: "sha1" }, parameter: "password" },
    { encoded: sha512, values: { passwordVersion: "sha-512" }, parameter: "passwordVersion" },
    { encoded: sha512, values: { passwordVersion: "sha512-256" }, parameter: "passwordVersion" },
    { encoded: sha512, values: { passwordVersion: "md5" }, parameter: "passwordVersion" },
    { encoded: sha512, values: { passwordVersion: "" }, parameter: "passwordVersion" },
    { encoded: sha512, values: { passwordVersion: "constructor" }, parameter: "passwordVersion" },
  ],
  unrecognised: ["appwrite", "{SHA}McMVsCYmlc6GG8F8Y9I2JoTVckw=", "$5$rounds=5000$salt$hash"],
};
