/**
 * Pending sign-ins. A sign-in is identified by the provider, the state that the provider carries back, and a secret
 * that only the starting browser has. If any of the three differs the sign-in is not found, and stays usable. A sign-in
 * that a server has begun has no such secret: it ends at the server, which binds it to a browser itself.
 */
import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { AppError } from "../../errors/app-error.ts";
import { open, seal } from "../../lib/crypto/box.ts";
import { deriveKey } from "../../lib/crypto/derive.ts";
import { hmac, sha256, toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { newCodeVerifier, newNonce, newState } from "../../lib/oauth2/random.ts";
import { build, type SQL, sql } from "../../lib/sql/index.ts";
import { reader, text } from "../../storage/reader.ts";
import type { Row } from "../../storage/row.ts";
import { oauth2Flows } from "../../storage/schema/index.ts";
import { oauth2FlowContent, sealedContext } from "../../storage/sealed.ts";
import { basePath, type Config, type Context } from "../context/index.ts";

/** The time to sign in at the provider, in seconds. */
const lifetime = 600;

const content = v.object({
  /** Milliseconds since the Unix epoch. */
  startedAt: v.number(),
  codeVerifier: v.string(),
  nonce: v.string(),
  success: v.nullable(v.string()),
  failure: v.nullable(v.string()),
  /** Whether the user gets a token instead of a session. */
  isToken: v.boolean(),
  /** The user whose session began the sign-in, and who gets the identity; null: no session. */
  linking: v.nullable(v.object({ seq: v.number(), sessionId: v.string() })),
});

export type Flow = Readonly<v.InferOutput<typeof content>>;

type NewFlow = Pick<Flow, "success" | "failure" | "isToken" | "linking">;

const stored = reader({ id: text(oauth2Flows.id), content: text(oauth2Flows.content) });

/** The values that a browser comes back with. */
interface Return {
  readonly provider: string;
  readonly state: string;
}

const digestsOf = ({ secretKeys }: Config, { provider, state }: Return, browser: string): readonly string[] =>
  secretKeys.map((secret) => hmac(deriveKey(secret, "oauth2-flows"), JSON.stringify([provider, state, browser])));

/** The browser secret of a sign-in that is not bound to a browser. */
const anyBrowser = "";

/** Each sign-in has its own cookie, because one browser may have several pending ones. */
const cookieOf = (state: string): string => `a_oauth2_${toHex(sha256(state)).slice(0, 16)}`;

/** The path of the redirect URI. */
export const redirectPath = (provider: string): string => `${basePath}/account/sessions/oauth2/${provider}/redirect`;

/**
 * Begins a sign-in.
 * @param isBound whether only the browser that gets this response can complete it
 * @returns the parameters for the provider
 */
export async function beginFlow(
  { config, cookies, db, now }: Context,
  provider: string,
  asked: NewFlow,
  { isBound }: { readonly isBound: boolean },
) {
  const flow: Flow = { ...asked, startedAt: now, codeVerifier: newCodeVerifier(), nonce: newNonce() };
  const [id, state] = [generateId(now), newState()];
  const browser = isBound ? randomBytes(32).toString("base64url") : anyBrowser;
  const [digest = ""] = digestsOf(config, { provider, state }, browser);
  const sealed = await seal(config.secretKeys, sealedContext(oauth2FlowContent, id), JSON.stringify(flow));
  await db.run(
    build.insert(oauth2Flows).values({ id, createdAt: now, digest, content: sealed, expire: now + lifetime * 1000 }),
  );
  if (isBound) cookies.keep(cookieOf(state), browser, { path: redirectPath(provider), seconds: lifetime });
  return { state, nonce: flow.nonce, codeVerifier: flow.codeVerifier };
}

/**
 * Takes the pending sign-in of a browser that returns from the provider. Of concurrent requests, one gets it.
 * @param also a query for the same batch
 * @returns the sign-in, and the rows of `also`
 * @throws AppError `user_oauth2_bad_request`, without a write
 */
export async function takeFlow(
  { config, cookies, db, now }: Context,
  back: Return,
  also: SQL,
): Promise<{ readonly flow: Flow; readonly rows: readonly Row[] }> {
  const cookie = cookieOf(back.state);
  const digests = digestsOf(config, back, cookies.read(cookie) ?? anyBrowser).map((digest) => sql`${digest}`);
  const batch = db.batch();
  const taken = batch.add(
    build
      .delete(oauth2Flows)
      .where(sql`${oauth2Flows.digest} IN (${sql.join(digests, sql`, `)}) AND ${oauth2Flows.expire} > ${now}`)
      .returning(stored.returning),
  );
  const others = batch.add(also);
  await batch.run();
  if (taken.row === undefined) throw new AppError("user_oauth2_bad_request");
  cookies.keep(cookie, "", { path: redirectPath(back.provider), seconds: 0 });
  const { content: sealed, id } = stored.read(taken.row);
  const context = sealedContext(oauth2FlowContent, id);
  const opened = await open(config.secretKeys, context, sealed);
  if (!opened.ok) throw new Error(`${context} cannot be opened: ${opened.error}.`);
  return { flow: v.parse(v.pipe(v.string(), v.parseJson(), content), opened.value), rows: others.rows };
}
