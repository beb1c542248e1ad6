/** The token endpoint: exchanges a code or a refresh token for tokens (RFC 6749 4.1.3, 6; RFC 7636 4.5). */
import * as v from "valibot";
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure, refused } from "./failure.ts";
import { type Client, textOf, type Tokens } from "./provider.ts";
import { headers, type Web } from "./web.ts";

/** The longest token in characters. The longest known ones, Microsoft's, have about 4,000. */
const token = v.pipe(v.string(), v.minLength(1), v.maxLength(16_384));

/** The lifetime of a token, in seconds, at most ten years. A larger value, or one that is not a number, is ignored. */
const lifetime = v.fallback(
  v.nullable(
    v.pipe(
      v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
      v.minValue(1),
      v.maxValue(315_360_000),
    ),
  ),
  null,
);

const answer = v.object({
  access_token: token,
  token_type: v.optional(v.pipe(v.string(), v.regex(/^bearer$/i))),
  expires_in: v.optional(lifetime, null),
  refresh_token: v.optional(v.nullable(token), null),
  id_token: v.optional(v.nullable(token), null),
});

/**
 * Exchanges a code.
 * @param grant.redirectUri the redirect URI of the authorize URL
 * @param grant.now milliseconds since the Unix epoch
 */
export const exchangeCode = async (
  web: Web,
  client: Client,
  {
    code,
    codeVerifier,
    now,
    redirectUri,
  }: {
    readonly code: string;
    readonly codeVerifier: string;
    readonly redirectUri: string;
    readonly now: number;
  },
): Promise<Result<Tokens, OAuth2Failure>> =>
  requestTokens(
    web,
    client,
    { grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: codeVerifier },
    now,
  );

/**
 * Exchanges a refresh token. An id token in the response is not a sign-in, and is ignored.
 * @param grant.now milliseconds since the Unix epoch
 */
export const refreshTokens = async (
  web: Web,
  client: Client,
  { now, refreshToken }: { readonly refreshToken: string; readonly now: number },
): Promise<Result<Tokens, OAuth2Failure>> =>
  requestTokens(web, client, { grant_type: "refresh_token", refresh_token: refreshToken }, now);

async function requestTokens(
  web: Web,
  client: Client,
  grant: Readonly<Record<string, string>>,
  now: number,
): Promise<Result<Tokens, OAuth2Failure>> {
  const secret = await secretOf(client, now);
  if (!secret.ok) return secret;
  const answered = await web.request(client.endpoints.token, {
    method: "POST",
    ...authenticated(client, secret.value, grant),
  });
  return answered.ok ? readTokens(answered.value.body, now) : answered;
}

/** The client's secret: a field of the settings, or made from several. */
async function secretOf(
  { provider: { clientSecret }, settings }: Client,
  now: number,
): Promise<Result<string, OAuth2Failure>> {
  return typeof clientSecret === "string" ? ok(textOf(settings, clientSecret)) : clientSecret(settings, now);
}

/** Headers and body of a request with the client's credentials, in the provider's form (RFC 6749 2.3.1). */
function authenticated({ endpoints, id }: Client, secret: string, grant: Readonly<Record<string, string>>) {
  const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
  if (endpoints.clientAuthentication === "post") {
    const body = new URLSearchParams({ ...grant, client_id: id, client_secret: secret });
    return { headers: form, body: body.toString() };
  }
  const authorization = `Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}`;
  return { headers: { ...form, authorization }, body: new URLSearchParams(grant).toString() };
}

/** Encodes a text for a form. */
const formEncode = (text: string): string => new URLSearchParams([["", text]]).toString().slice(1);

/** @param body of a response with any status: GitHub sends errors with a 200 */
function readTokens(body: unknown, now: number): Result<Tokens, OAuth2Failure> {
  if (v.is(v.object({ error: v.unknown() }), body)) return refused(body.error);
  const parsed = v.safeParse(answer, body);
  if (!parsed.success) return failed("unreadable", "no tokens");
  const {
    access_token: accessToken,
    expires_in: seconds,
    id_token: idToken,
    refresh_token: refreshToken,
  } = parsed.output;
  return ok({ accessToken, accessTokenExpiry: seconds === null ? null : now + seconds * 1000, refreshToken, idToken });
}
