import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

export const md5Vectors: FormatVectors = {
  hash: "md5",
  right: [
    // Appwrite's end-to-end suite.
    { password: "appwrite", encoded: "144fa7eaa4904e8ee120651997f70dcc" },
    // docs/spec/passwords.md#test-vectors.
    {
      password: "AppwriteIsAwesomeBackendAsAServiceThatIsAlsoOpenSourced",
      encoded: "8410e96cf7ac64e0b84c3f8517a82616",
    },
    ...generated.md5,
  ],
  alternate: [],
  malformed: [
    // Upper case: the stored text is compared as it is, so no password would match.
    "144FA7EAA4904E8EE120651997F70DCC",
    "144fa7eaa4904e8ee120651997f70dc",
    "144fa7eaa4904e8ee120651997f70dccc",
    "144fa7eaa4904e8ee120651997f70dcg",
    "144fa7eaa4904e8ee120651997f70dcc\n",
    "0x144fa7eaa4904e8ee120651997f70dcc",
    "FE+n6qSQTo7hIGUZl/cNzA==",
  ].map((encoded) => ({ encoded, parameter: "password" })),
  unrecognised: ["appwrite", "$1$etNnh7FA$OlM7eljE/B7F1J4XYNnk81", "md5144fa7eaa4904e8ee120651997f70dcc"],
};
