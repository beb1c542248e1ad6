/** Requests to a provider's API with an access token (RFC 6750). */
import * as v from "valibot";
import { ok, type Result } from "../../../errors/result.ts";
import { failed, type OAuth2Failure } from "../failure.ts";
import type { Tokens } from "../provider.ts";
import { headers, type Web } from "../web.ts";

export async function readResource<Schema extends v.GenericSchema>(
  web: Web,
  url: string,
  { accessToken }: Tokens,
  schema: Schema,
): Promise<Result<v.InferOutput<Schema>, OAuth2Failure>> {
  const init = { method: "GET", headers: { ...headers, authorization: `Bearer ${accessToken}` } };
  const answer = await web.request(url, init);
  if (!answer.ok) return answer;
  const { body, status } = answer.value;
  if (status !== 200) return failed("refused", `profile: status ${status}`);
  const parsed = v.safeParse(schema, body);
  return parsed.success ? ok(parsed.output) : failed("unreadable", "profile: not as documented");
}
