import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const digestVectors: FormatVectors = {
  hash: "digest",
  right: [
    ...madeBy("digest"),
    // Django.
    {
      password: "correct horse battery",
      encoded: "sha1$HMWgb8tDHj2zonYWTCQg0s$07da8d0c1e85f38ab4d8f70545ce928b91b0e0c2",
    },
    // Django.
    { password: "correct horse battery", encoded: "md5$zv6reubfRiQ8IRdYkhxyYk$ba36d4c83e319562655a65eda23c69d9" },
    // Magento 2.
    {
      password: "correct horse battery",
      encoded: "1e15e0e6dbaf62b0779e484d4b6bcf84d1bfc366893973f727dabfc691a58aed:saltSALT:1",
    },
  ],
  alternate: [
    {
      password: "correct horse battery",
      encoded: "9028EA0D15DECAA35B2DA21C0290AF3B1A5BA0A30A591906F89B5074E209EA72",
      values: { passwordAlgorithm: "sha256" },
    },
    {
      password: "correct horse battery",
      encoded: "kCjqDRXeyqNbLaIcApCvOxpboKMKWRkG-JtQdOIJ6nI",
      values: { passwordAlgorithm: "sha256", passwordEncoding: "base64" },
    },
    { password: "correct horse battery", encoded: "md5$$88e4ddd2402d92d50e1879d6ecd9ffd4" },
  ],
  malformed: [
    { encoded: "sha1$HMWgb8tDHj2zonYWTCQg0s$07da8d0c1e85f38ab4d8f70545ce928b91b0e0c", parameter: "password" },
    { encoded: "sha1$HMWgb8tDHj2zonYWTCQg0s$07da8d0c1e85f38ab4d8f70545ce928b91b0e0", parameter: "password" },
    { encoded: "1e15e0e6dbaf62b0779e484d4b6bcf84d1bfc366893973f727dabfc691a58aed:saltSALT:0", parameter: "password" },
    { encoded: "md5$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", parameter: "password" },
    { encoded: "md5$a$b$00000000000000000000000000000000", parameter: "password" },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordRounds: 2 },
      parameter: "passwordAlgorithm",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha224" },
      parameter: "passwordAlgorithm",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea",
      values: { passwordAlgorithm: "sha256" },
      parameter: "password",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordEncoding: "base64" },
      parameter: "password",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordRounds: 0 },
      parameter: "passwordRounds",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordRounds: 100001 },
      parameter: "passwordRounds",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordSalt: "abc", passwordSaltEncoding: "hex" },
      parameter: "passwordSalt",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordKey: "abc", passwordKeyEncoding: "hex" },
      parameter: "passwordKey",
    },
    {
      encoded: "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72",
      values: { passwordAlgorithm: "sha256", passwordSaltPosition: "middle" },
      parameter: "passwordSaltPosition",
    },
  ],
  unrecognised: ["appwrite", "sha1$", "0123:salt"],
};
