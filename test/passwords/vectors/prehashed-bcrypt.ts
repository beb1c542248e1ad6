import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const prehashedBcryptVectors: FormatVectors = {
  hash: "prehashedBcrypt",
  right: [
    ...madeBy("prehashedBcrypt"),
    // Django.
    {
      password: "correct horse battery",
      encoded: "bcrypt_sha256$$2b$12$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm",
    },
    // passlib.
    {
      password: "correct horse battery",
      encoded: "$bcrypt-sha256$v=2,t=2b,r=10$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGO",
    },
    // Meteor.
    {
      password: "correct horse battery",
      encoded: "$2b$10$Hrxd/3MUaZIinlRbtCKtyOn8ZKb54wzZsxsBF4NG1gbSA0nliQzWW",
      values: { passwordPrehash: "sha256-hex" },
    },
  ],
  alternate: [
    {
      password: "correct horse battery",
      encoded: "$2b$12$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm",
      values: { passwordPrehash: "sha256-hex" },
    },
    {
      password: "correct horse battery",
      encoded: "$bcrypt-sha256$v=2,t=2y,r=10$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGO",
    },
  ],
  malformed: [
    { encoded: "bcrypt_sha256$$2b$15$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm", parameter: "password" },
    { encoded: "bcrypt_sha256$$2b$03$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm", parameter: "password" },
    { encoded: "bcrypt_sha256$$2b$12$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lO", parameter: "password" },
    {
      encoded: "$bcrypt-sha256$v=3,t=2b,r=10$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGO",
      parameter: "password",
    },
    {
      encoded: "$bcrypt-sha256$v=2,t=2b,r=10$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGOx",
      parameter: "password",
    },
    {
      encoded: "$bcrypt-sha256$v=2,t=2b,r=010$dS3cy9VwS9AG9N5fQFFVsu$QG.ezXZV48OyCPHF3.992gpur52jvGO",
      parameter: "password",
    },
    {
      encoded: "$2b$10$Hrxd/3MUaZIinlRbtCKtyOn8ZKb54wzZsxsBF4NG1gbSA0nliQzWW",
      values: { passwordPrehash: "md5-hex" },
      parameter: "passwordPrehash",
    },
    {
      encoded: "bcrypt_sha256$$2b$12$zD10MJMSkpShZ8dNaQWisucbpviLpPT.oY/nbMHrzZg7wepeW7lOm",
      values: { passwordPrehash: "sha256-hex" },
      parameter: "password",
    },
    { encoded: "$2b$10$Hrxd/3MUaZIinlRbtCKtyOn8ZKb54wzZsxsBF4NG1gbSA0nliQzWW", parameter: "password" },
  ],
  unrecognised: ["appwrite", "bcrypt_sha256$", "$bcrypt-sha256$"],
};
