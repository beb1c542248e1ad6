/** The parts of oidc-provider that the tests use; it has no types of its own. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  interface Account {
    readonly accountId: string;
    readonly claims: () => Readonly<Record<string, unknown>>;
  }

  export class Provider {
    constructor(
      issuer: string,
      configuration: {
        readonly clients: readonly Readonly<Record<string, unknown>>[];
        readonly jwks: { readonly keys: readonly object[] };
        readonly cookies: { readonly keys: readonly string[] };
        readonly claims: Readonly<Record<string, readonly string[]>>;
        readonly conformIdTokenClaims: boolean;
        readonly ttl: Readonly<Record<string, number>>;
        readonly pkce: { readonly required: () => boolean };
        readonly findAccount: (context: unknown, id: string) => Account | Promise<Account>;
      },
    );
    callback(): RequestListener;
  }
}
