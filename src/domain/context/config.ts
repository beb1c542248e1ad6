/** The configuration of a deployment, as operations and jobs may read it. http/config.ts parses it. */
import type { SecretKeys } from "../../lib/crypto/derive.ts";
import type { Binding } from "../../storage/database.ts";

export interface Config {
  readonly db: Binding;
  readonly kv: KVNamespace;
  /** How long a request may wait for D1 in all, in milliseconds: 10 to 25,000. */
  readonly deadline: number;
  readonly projectId: string;
  /** The project's name in messages, pages and authenticator apps. */
  readonly projectName: string;
  /** SHA-256 of the bootstrap key. */
  readonly apiKeyDigest: Uint8Array;
  /** SECRET_KEY, from which the keys derive that sign and seal, then SECRET_KEY_PREVIOUS if there is one. */
  readonly secretKeys: SecretKeys;
  /** The factor of the documented limits: 0 to 1,000; 0 disables them. */
  readonly rateLimits: number;
  /** Days that a row of the log is kept, 1 to 36,500; null: for ever. */
  readonly logRetention: number | null;
  /** Messages to users stay here: they are printed, and kept in KV for an hour. */
  readonly outbox: boolean;
  /** Where messages go that no provider of the project sends; null: nowhere. `secret` signs them. */
  readonly webhook: { readonly url: string; readonly secrets: readonly [string, ...string[]] } | null;
}
