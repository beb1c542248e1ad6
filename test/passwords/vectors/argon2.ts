import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

const salt = "c29tZXNhbHQ";
const output = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

export const argon2Vectors: FormatVectors = {
  hash: "argon2",
  right: [
    // Appwrite's end-to-end suite; below 32 KiB, and its salt has 8 bytes.
    {
      password: "appwrite",
      encoded: "$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI",
    },
    // docs/spec/passwords.md#test-vectors.
    {
      password: "safe-argon-password",
      encoded: "$argon2id$v=19$m=2048,t=3,p=4$MWc5NWRmc2QxZzU2$41mp7rSgBZ49YxLbbxIac7aRaxfp5/e1G45ckwnK0g8",
    },
    // Appwrite's default cost, at the ceiling of the memory.
    {
      password: "appwrite",
      encoded: "$argon2id$v=19$m=65536,t=4,p=3$azFVSGhPaXVBYnZMblNRaw$Pzm3TowCIbab0S5GL2id3OhZMexfFvutVSDoZ8D/Z8o",
    },
    // The reference implementation's tests, version 19.
    { password: "password", encoded: `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${output}` },
    ...generated.argon2,
  ],
  alternate: [
    // The reference implementation's tests, version 16 without and with its name.
    {
      password: "password",
      encoded: `$argon2i$m=65536,t=2,p=1$${salt}$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ`,
    },
    {
      password: "password",
      encoded: `$argon2i$v=16$m=65536,t=2,p=1$${salt}$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ`,
    },
  ],
  malformed: [
    `$argon2id$v=18$m=65536,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=019$m=65536,t=2,p=1$${salt}$${output}`,
    `$argon2$v=19$m=65536,t=2,p=1$${salt}$${output}`,
    `$argon2ID$v=19$m=65536,t=2,p=1$${salt}$${output}`,
    `argon2id$v=19$m=65536,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=0,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=065536,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=0,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=0$${salt}$${output}`,
    `$argon2id$v=19$m=-1,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=7,t=2,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=15,t=2,p=2$${salt}$${output}`,
    `$argon2id$v=19$t=2,m=65536,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=2$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1,keyid=Zm9v$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbA$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ=$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHR$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQab$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$$${output}`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}$`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}$CTFh`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${output}=`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${output}\n`,
    `$argon2id$v=19$m=65536,t=2,p=1$${salt}$${output.replace("/", "_").replace("J", "-")}`,
    ` $argon2id$v=19$m=65536,t=2,p=1$${salt}$${output}`,
  ].map((encoded) => ({ encoded, parameter: "password" })),
  unrecognised: ["appwrite", "$pbkdf2-sha256$i=1000$c2FsdA$aGFzaA", "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn"],
};
