import generated from "./generated.json" with { type: "json" };
import type { FormatVectors } from "./vector.ts";

const values = {
  passwordSalt: "UxLMreBr6tYyjQ==",
  passwordSaltSeparator: "Bw==",
  passwordSignerKey: "XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==",
};

const encoded = "UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==";

const urlSafe = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");

export const scryptModifiedVectors: FormatVectors = {
  hash: "scryptMod",
  right: [
    // Appwrite's end-to-end suite.
    { password: "appwrite", encoded, values },
    // docs/spec/passwords.md#test-vectors; the first is the example of Firebase's own scrypt repository.
    {
      password: "user1password",
      encoded: "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
      values: {
        passwordSalt: "42xEC+ixf3L2lw==",
        passwordSaltSeparator: "Bw==",
        passwordSignerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
      },
    },
    ...generated.scryptModified,
  ],
  alternate: [
    { password: "appwrite", encoded, values: { ...values, passwordSalt: "UxLMreBr6tYyjQ" } },
    { password: "appwrite", encoded, values: { ...values, passwordSaltSeparator: "Bw=" } },
    {
      password: "appwrite",
      encoded,
      values: { ...values, passwordSignerKey: values.passwordSignerKey.replaceAll("=", "") },
    },
    { password: "appwrite", encoded: encoded.replaceAll("=", ""), values },
    { password: "appwrite", encoded: urlSafe(encoded), values },
    {
      password: "appwrite",
      encoded,
      values: { ...values, passwordSignerKey: urlSafe(values.passwordSignerKey) },
    },
  ],
  malformed: [
    { encoded, values: { ...values, passwordSalt: "UxLMreBr6tYyjQ===" }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSalt: "UxLM*eBr6tYyjQ==" }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSalt: "" }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSalt: "==" }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSalt: "0" }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSalt: undefined }, parameter: "passwordSalt" },
    { encoded, values: { ...values, passwordSaltSeparator: "Bw==\n" }, parameter: "passwordSaltSeparator" },
    { encoded, values: { ...values, passwordSaltSeparator: "sälz" }, parameter: "passwordSaltSeparator" },
    { encoded, values: { ...values, passwordSignerKey: "0" }, parameter: "passwordSignerKey" },
    { encoded, values: { ...values, passwordSignerKey: " " }, parameter: "passwordSignerKey" },
    // Each of these is base64, and has another length than the signer key.
    { encoded, values: { ...values, passwordSignerKey: "XyEKE9RcTDeLEsL/" }, parameter: "password" },
    { encoded: "UlM7JiXRcQhzAGlaonpSqA==", values, parameter: "password" },
    { encoded: encoded.replaceAll("+", "-").replaceAll("Q==", "R=="), values, parameter: "password" },
    { encoded: encoded.replace("Q==", "R=="), values, parameter: "password" },
    { encoded: encoded.replace("U", "*"), values, parameter: "password" },
    { encoded: encoded.replace("=", ""), values: { ...values, passwordSignerKey: "XyEK" }, parameter: "password" },
    { encoded: `${encoded}\n`, values, parameter: "password" },
  ],
  unrecognised: ["appwrite", "$s0$e0801$c2FsdA==$aGFzaA==", "$scrypt$ln=14,r=8,p=1$c2FsdA$aGFzaA"],
};
