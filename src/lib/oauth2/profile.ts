/** The profile of the user who signed in, for every provider. */
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import type { Client, Profile, RawProfile, SignIn } from "./provider.ts";
import type { Web } from "./web.ts";

/** The longest id (OpenID Connect Core 2) and name (docs/spec/users.md#create), in characters. */
const uidMax = 255;
const nameMax = 128;

/**
 * Reads the user of a sign-in from the id token, which is verified first, and from the provider's API if the token is not
 * enough. Sends at most two requests besides the one for the keys.
 */
export async function readProfile(web: Web, client: Client, signIn: SignIn): Promise<Result<Profile, OAuth2Failure>> {
  const raw = await client.provider.readProfile(web, client, signIn);
  return raw.ok ? bounded(raw.value) : raw;
}

function bounded({ name, uid, ...email }: RawProfile): Result<Profile, OAuth2Failure> {
  if (uid === "" || uid.length > uidMax) return failed("unreadable", "profile: no id");
  return ok({
    ...email,
    uid,
    name: Array.from((name ?? "").toWellFormed().trim())
      .slice(0, nameMax)
      .join(""),
  });
}
