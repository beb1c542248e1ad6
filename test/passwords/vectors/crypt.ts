import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

export const cryptVectors: FormatVectors = {
  hash: "crypt",
  right: [
    ...madeBy("crypt"),
    // passlib.
    {
      password: "correct horse battery",
      encoded:
        "$6$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
    },
    // passlib.
    {
      password: "correct horse battery",
      encoded:
        "$6$rounds=10000$CAUPVFk3Ax6fCaHc$B4Hea55UwJMqWjVl.shyJtAM/bbHv0DHkBwgEsXq.9Cdy6h518Qd244vq3d2pyirZvUnWx5E9rADgIbVy4KJJ0",
    },
    // passlib.
    { password: "correct horse battery", encoded: "$5$vsJR6PAOOlRWfT7l$fPoUmGqnJwclgQrrNTAE3CVPZxumfKETmrKcvRcH2P3" },
    // passlib.
    { password: "correct horse battery", encoded: "$1$Xtu.dp09$w3gHUVC1f0HfpAX5Spsme." },
    // openssl passwd -apr1.
    { password: "correct horse battery", encoded: "$apr1$3F/VcBlh$kqE0NQJVefz.dDkk/Ikuc0" },
  ],
  alternate: [
    {
      password: "correct horse battery",
      encoded:
        "$6$rounds=5000$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
    },
  ],
  malformed: [
    {
      encoded:
        "$6$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2",
      parameter: "password",
    },
    {
      encoded:
        "$6$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.0",
      parameter: "password",
    },
    {
      encoded:
        "$6$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2z",
      parameter: "password",
    },
    {
      encoded:
        "$6$rounds=999$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
      parameter: "password",
    },
    {
      encoded:
        "$6$rounds=05000$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
      parameter: "password",
    },
    {
      encoded:
        "$6$rounds=656001$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
      parameter: "password",
    },
    {
      encoded:
        "$5$QYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
      parameter: "password",
    },
    {
      encoded:
        "$6$seventeen-lettersQYggnE9e3R0e30cU$IDFKijPitm5ZZT6jo5Y4dZeVI.U6SMt4NvKIBBbKPOoIC43lzV1OoOOPU0o9.8nGoWdsDk9b3oUkWjW.7Mpq2.",
      parameter: "password",
    },
    { encoded: "$apr1$3F/VcBlh$kqE0NQJVefz.dDkk/Ikuc0\n", parameter: "password" },
    { encoded: "$1$xXtu.dp09$w3gHUVC1f0HfpAX5Spsme.", parameter: "password" },
    { encoded: "$2$Xtu.dp09$w3gHUVC1f0HfpAX5Spsme.", parameter: "password" },
  ],
  unrecognised: ["appwrite", "$6$", "$1$$", "_J9..CCCCXBrJUJV154M"],
};
