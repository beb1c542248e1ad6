/** The OAuth2 providers, with test values for each. */

type Json = Readonly<Record<string, unknown>>;

/** A provider in the specification (docs/spec/oauth2.md#fields), with values that differ from its defaults. */
export interface OAuth2Case {
  readonly id: string;
  /** As the SDKs' method spells it. */
  readonly spelling: string;
  /** All fields except the secret ones. */
  readonly shown: Json;
  readonly secrets: Readonly<Record<string, string>>;
  /** The shown fields of an unconfigured provider, in their order. */
  readonly unset: Json;
  /** The fields without which it cannot be enabled. */
  readonly needs: readonly string[];
  /** Other secrets of the same provider, for another change. */
  readonly changed: { readonly shown: Json; readonly secrets: Readonly<Record<string, string>> };
}

/** Keys for ES256, made for these tests only. */
const [p8File, otherP8File] = await Promise.all([makeP8File(), makeP8File()]);

/** @param namedCurve of the key */
export async function makeP8File(namedCurve = "P-256"): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("No pair of keys was made.");
  const key = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  if (!(key instanceof ArrayBuffer)) throw new Error("The key was not exported as bytes.");
  return `-----BEGIN PRIVATE KEY-----\n${Buffer.from(key).toString("base64")}\n-----END PRIVATE KEY-----\n`;
}

const tenant = "9b1c7a52-0c1d-4e7a-8f4e-2f7d4d6a1b3c";

export const oauth2Cases: readonly OAuth2Case[] = [
  {
    id: "google",
    spelling: "Google",
    shown: { clientId: "google-client", prompt: ["consent", "select_account"] },
    secrets: { clientSecret: "hush-google" },
    unset: { clientId: "", clientSecret: "", prompt: [] },
    needs: ["clientId", "clientSecret"],
    changed: { shown: { clientId: "other-client", prompt: ["none"] }, secrets: { clientSecret: "secret-google" } },
  },
  {
    id: "github",
    spelling: "GitHub",
    shown: { clientId: "github-client" },
    secrets: { clientSecret: "hush-github" },
    unset: { clientId: "", clientSecret: "" },
    needs: ["clientId", "clientSecret"],
    changed: { shown: { clientId: "other-client" }, secrets: { clientSecret: "secret-github" } },
  },
  {
    id: "microsoft",
    spelling: "Microsoft",
    shown: { applicationId: "microsoft-application", tenant },
    secrets: { applicationSecret: "hush-microsoft" },
    unset: { applicationId: "", applicationSecret: "", tenant: "" },
    needs: ["applicationId", "applicationSecret"],
    changed: {
      shown: { applicationId: "other-application", tenant: "organizations" },
      secrets: { applicationSecret: "secret-microsoft" },
    },
  },
  {
    id: "apple",
    spelling: "Apple",
    shown: { serviceId: "apple-service", keyId: "apple-key", teamId: "apple-team" },
    secrets: { p8File },
    unset: { serviceId: "", keyId: "", teamId: "", p8File: "" },
    needs: ["serviceId", "keyId", "teamId", "p8File"],
    changed: {
      shown: { serviceId: "other-service", keyId: "other-key", teamId: "other-team" },
      secrets: { p8File: otherP8File },
    },
  },
  {
    id: "oidc",
    spelling: "Oidc",
    shown: {
      clientId: "oidc-client",
      wellKnownURL: "https://id.example/.well-known/openid-configuration",
      authorizationURL: "https://id.example/authorize",
      tokenURL: "http://localhost:8080/token",
      userInfoURL: "https://id.example/me?all=1",
      prompt: ["login", "consent"],
      maxAge: 0,
    },
    secrets: { clientSecret: "hush-oidc" },
    unset: {
      clientId: "",
      clientSecret: "",
      wellKnownURL: "",
      authorizationURL: "",
      tokenURL: "",
      userInfoURL: "",
      prompt: [],
      maxAge: null,
    },
    needs: ["clientId", "clientSecret"],
    changed: {
      shown: {
        clientId: "other-client",
        wellKnownURL: "",
        authorizationURL: "https://other.example/authorize",
        tokenURL: "https://other.example/token",
        userInfoURL: "https://other.example/me",
        prompt: [],
        maxAge: 3_600,
      },
      secrets: { clientSecret: "secret-oidc" },
    },
  },
];

/** The case of a provider. */
export function oauth2Case(id: string): OAuth2Case {
  const found = oauth2Cases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`No such provider: ${id}`);
  return found;
}
