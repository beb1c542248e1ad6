import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const ldapVectors: FormatVectors = {
  hash: "ldap",
  right: [
    ...madeBy("ldap"),
    // passlib.
    { password: "correct horse battery", encoded: "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss" },
    // passlib.
    {
      password: "correct horse battery",
      encoded:
        "{SSHA512}PpIPtzAwM9aM5Jdt+fo2mVFUGxJSOATxi6V6l9AvxSMQyMuVkt9Tayeg6KOZba+lyhmdcslCvAJSPlY5MV1EsP4ucQlKRYRd",
    },
    // passlib.
    { password: "correct horse battery", encoded: "{SMD5}ax22LF0WZzJayObpwYQLHOn9v3c=" },
    // passlib.
    { password: "correct horse battery", encoded: "{SHA}mN7MYuzjmaIu0w1JDvMzvn/ec4U=" },
  ],
  alternate: [
    { password: "correct horse battery", encoded: "{ssha}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss" },
    {
      password: "correct horse battery",
      encoded: "{CRYPT}$2a$10$TyQ9msxoLMmJAPNVJ30LHeKgE5zMBkM78gxN9tLJfErUB/1LqToQ6",
    },
    { password: "correct horse battery", encoded: "{crypt}$apr1$3F/VcBlh$kqE0NQJVefz.dDkk/Ikuc0" },
  ],
  malformed: [
    { encoded: "{SHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss", parameter: "password" },
    { encoded: "{SSHA}mN7MYuzjmaIu0w1JDvMzvn/ec4U=", parameter: "password" },
    { encoded: "{SSHA512}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss", parameter: "password" },
    { encoded: "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss*", parameter: "password" },
    { encoded: "{SSHA}", parameter: "password" },
    { encoded: "{CRYPT}xx1234567890", parameter: "password" },
    { encoded: "{CRYPT}$2a$15$TyQ9msxoLMmJAPNVJ30LHeKgE5zMBkM78gxN9tLJfErUB/1LqToQ6", parameter: "password" },
    { encoded: "{constructor}AAAA", parameter: "password" },
    { encoded: "{MD4}AAAA", parameter: "password" },
    { encoded: "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss\n", parameter: "password" },
  ],
  unrecognised: ["appwrite", "{SSHA", "{}AAAA", "{CLEARTEXT}appwrite"],
};
