/** Every format's lists, for the tests. */
import { argon2Vectors } from "./argon2.ts";
import { bcryptVectors } from "./bcrypt.ts";
import { md5Vectors } from "./md5.ts";
import { phpassVectors } from "./phpass.ts";
import { scryptModifiedVectors } from "./scrypt-modified.ts";
import { scryptVectors } from "./scrypt.ts";
import { shaVectors } from "./sha.ts";
import { cryptVectors } from "./crypt.ts";
import { digestVectors } from "./digest.ts";
import { ldapVectors } from "./ldap.ts";
import { magentoVectors } from "./magento.ts";
import { pbkdf2Vectors } from "./pbkdf2.ts";
import { prehashedBcryptVectors } from "./prehashed-bcrypt.ts";
import { scryptTextVectors } from "./scrypt-text.ts";
import { wordpressVectors } from "./wordpress.ts";
import type { FormatVectors } from "./vector.ts";

export const vectors: readonly FormatVectors[] = [
  argon2Vectors,
  bcryptVectors,
  md5Vectors,
  phpassVectors,
  scryptVectors,
  scryptModifiedVectors,
  shaVectors,
  wordpressVectors,
  pbkdf2Vectors,
  digestVectors,
  cryptVectors,
  ldapVectors,
  prehashedBcryptVectors,
  scryptTextVectors,
  magentoVectors,
];
