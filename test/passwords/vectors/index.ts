/** Every format's lists, for the tests. */
import { argon2Vectors } from "./argon2.ts";
import { bcryptVectors } from "./bcrypt.ts";
import { md5Vectors } from "./md5.ts";
import { phpassVectors } from "./phpass.ts";
import { scryptModifiedVectors } from "./scrypt-modified.ts";
import { scryptVectors } from "./scrypt.ts";
import { shaVectors } from "./sha.ts";
import type { FormatVectors } from "./vector.ts";

export const vectors: readonly FormatVectors[] = [
  argon2Vectors,
  bcryptVectors,
  md5Vectors,
  phpassVectors,
  scryptVectors,
  scryptModifiedVectors,
  shaVectors,
];
