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
  /** SECRET_KEY, then SECRET_KEY_PREVIOUS if it is set. The keys that sign and seal are derived from them. */
  readonly secretKeys: SecretKeys;
  /** The factor of the documented limits: 0 to 1,000; 0 disables them. */
  readonly rateLimits: number;
  /** Days that a row of the log is kept, 1 to 36,500; null: forever. */
  readonly logRetention: number | null;
  /** Whether messages to users are printed and kept in KV for an hour, instead of sent. */
  readonly outbox: boolean;
  /** The webhook for messages that no provider of the project sends; null: none. `secrets` sign them. */
  readonly webhook: { readonly url: string; readonly secrets: readonly [string, ...string[]] } | null;
}
