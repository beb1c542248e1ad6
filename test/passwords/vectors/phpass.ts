import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

export const phpassVectors: FormatVectors = {
  hash: "phpass",
  right: [
    // Appwrite's end-to-end suite.
    { password: "appwrite", encoded: "$P$Br387rwferoKN7uwHZqNMu98q3U8RO." },
    // docs/spec/passwords.md#test-vectors.
    { password: "pass123", encoded: "$P$BVKPmJBZuLch27D4oiMRTEykGLQ9tX0" },
    ...generated.phpass,
  ],
  alternate: [
    { password: "appwrite", encoded: "$H$Br387rwferoKN7uwHZqNMu98q3U8RO." },
    // The hash of the original phpass on systems with bcrypt.
    { password: "hello-world", encoded: "$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO" },
  ],
  malformed: [
    "$P$Br387rwferoKN7uwHZqNMu98q3U8RO",
    "$P$Br387rwferoKN7uwHZqNMu98q3U8RO..",
    "$P$Br387rwferoKN7uwHZqNMu98q3U8RO2",
    "$P$Br387rwferoKN7uwHZqNMu98q3U8+O.",
    "$P$4r387rwferoKN7uwHZqNMu98q3U8RO.",
    "$P$Tr387rwferoKN7uwHZqNMu98q3U8RO.",
    "$P$+r387rwferoKN7uwHZqNMu98q3U8RO.",
    "$Q$Br387rwferoKN7uwHZqNMu98q3U8RO.",
    "$p$Br387rwferoKN7uwHZqNMu98q3U8RO.",
    "P$Br387rwferoKN7uwHZqNMu98q3U8RO.",
    "$P$Br387 wferoKN7uwHZqNMu98q3U8RO.",
    "$P$Br387rwferoKN7uwHZqNMu98q3U8RO.\n",
    "$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkF",
  ].map((encoded) => ({ encoded, parameter: "password" })),
  unrecognised: [
    "appwrite",
    // Other formats of the system's crypt(), which the original accepts on systems that support them.
    "$1$etNnh7FA$OlM7eljE/B7F1J4XYNnk81",
    "_J9..rasmBYk8r9AiWNc",
    "$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQr",
  ],
};
