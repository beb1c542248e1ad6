import { madeBy } from "./families.ts";
import type { FormatVectors } from "./vector.ts";

const digest = "b0e7218c020514591ef584c4302f2e1f8ed5a21ef3515ac3b321363a86be8fee";

export const magentoVectors: FormatVectors = {
  hash: "magento",
  right: madeBy("magento"),
  alternate: [
    // PHP's libsodium: version 2 with its costs named.
    {
      password: "pässwörd",
      encoded: "0eb12527661cfbdd6899663e8dab97b8b61d2f0d07b817a6802e45cb4a12f0c1:8qnyO4H1OYIfGCUb:3_32_2_67108864",
    },
  ],
  malformed: [
    // SHA-256 of 32 bytes, as the last step, and MD5 of 16.
    `${digest.slice(2)}:salt:0:1`,
    `${digest}:salt:1:0`,
    `${digest}:salt:0:0:0:0:1`,
    `${digest}:salt:3_31_2_1048576`,
    `${digest}:salt:3_32_2_67109888`,
    `${digest}:salt:3_32_33_67108864`,
    `${digest}:salt:3_32_2_1024`,
    `${digest}:salt:3_32_0_1048576`,
    `${digest}:salt:3_32_2`,
    `${digest}:salt:2_32_2_67108864`,
    `${digest}:salt:3`,
    `${digest.slice(1)}:salt:2`,
    `${digest}:salt:2:2:2:2:2`,
  ].map((encoded) => ({ encoded, parameter: "password" })),
  unrecognised: [
    "appwrite",
    digest,
    `${digest}:salt`,
    `${digest}:salt:4`,
    `${digest}::2`,
    `${digest.toUpperCase()}:salt:2`,
  ],
};
