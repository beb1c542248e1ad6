import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

const values = {
  passwordSalt: "appwrite",
  passwordCpu: 16384,
  passwordMemory: 13,
  passwordParallel: 2,
  passwordLength: 64,
};

const encoded =
  "3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63" +
  "b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b";

export const scryptVectors: FormatVectors = {
  hash: "scrypt",
  right: [
    // Appwrite's end-to-end suite.
    { password: "appwrite", encoded, values },
    // docs/spec/passwords.md#test-vectors.
    {
      password: "some-scrypt-password",
      encoded:
        "b448ad7ba88b653b5b56b8053a06806724932d0751988bc9cd0ef7ff059e8ba8" +
        "a020e1913b7069a650d3f99a1559aba0221f2c277826919513a054e76e339028",
      values: { ...values, passwordSalt: "some-salt", passwordMemory: 12 },
    },
    // RFC 7914, section 12.
    {
      password: "pleaseletmein",
      encoded:
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
        "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
      values: { ...values, passwordSalt: "SodiumChloride", passwordMemory: 8, passwordParallel: 1 },
    },
    ...generated.scrypt,
  ],
  alternate: [],
  malformed: [
    { encoded, values: { ...values, passwordSalt: undefined }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordCpu: undefined }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: "16384" }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 16383 }, parameter: "passwordCpu" },
    // The logarithm, which some tools print instead of N.
    { encoded, values: { ...values, passwordCpu: 14 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 1 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 0 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: -2 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 0.5 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 2 ** 50 + 1 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 2 ** 60 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordCpu: 65536, passwordMemory: 1 }, parameter: "passwordCpu" },
    { encoded, values: { ...values, passwordMemory: 0 }, parameter: "passwordMemory" },
    { encoded, values: { ...values, passwordMemory: -8 }, parameter: "passwordMemory" },
    { encoded, values: { ...values, passwordMemory: 1.5 }, parameter: "passwordMemory" },
    { encoded, values: { ...values, passwordParallel: 0 }, parameter: "passwordParallel" },
    { encoded, values: { ...values, passwordParallel: undefined }, parameter: "passwordParallel" },
    { encoded, values: { ...values, passwordLength: 15 }, parameter: "passwordLength" },
    { encoded: encoded.slice(0, 30), values: { ...values, passwordLength: 15 }, parameter: "passwordLength" },
    { encoded, values: { ...values, passwordLength: 63 }, parameter: "password" },
    { encoded, values: { ...values, passwordLength: 2 ** 53 - 1 }, parameter: "password" },
    { encoded: encoded.slice(1), values, parameter: "password" },
    { encoded: encoded.toUpperCase(), values, parameter: "password" },
    { encoded: `${encoded.slice(0, -1)}\n`, values, parameter: "password" },
    { encoded: `${encoded.slice(0, -1)}g`, values, parameter: "password" },
  ],
  unrecognised: ["appwrite", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn", "$s0$e0801$c2FsdA==$aGFzaA=="],
};
