/** Who signed in, whichever provider says so. */
import * as v from "valibot";
import { ok, type Result } from "../../errors/result.ts";
import { failed, type OAuth2Failure } from "./failure.ts";
import type { Client, Profile, RawProfile, SignIn } from "./provider.ts";
import type { Web } from "./web.ts";

/** Most characters: id (OpenID Connect Core 2), email (RFC 5321 4.5.3.1.3), name (docs/spec/users.md#create). */
const uidMax = 255;
const emailMax = 254;
const nameMax = 128;

const address = v.pipe(v.string(), v.maxLength(emailMax), v.email());

/**
 * Reads the user of a sign-in: from the id token, which is verified for it, and from the provider's API where that is
 * not enough. At most two requests besides the keys.
 */
export async function readProfile(web: Web, client: Client, signIn: SignIn): Promise<Result<Profile, OAuth2Failure>> {
  const raw = await client.provider.readProfile(web, client, signIn);
  return raw.ok ? bounded(raw.value) : raw;
}

function bounded({ email, isEmailVerified, name, uid }: RawProfile): Result<Profile, OAuth2Failure> {
  if (uid === "" || uid.length > uidMax) return failed("unreadable", "profile: no id");
  const isAddress = v.is(address, email);
  return ok({
    uid,
    email: isAddress ? email.toLowerCase() : null,
    isEmailVerified: isAddress && isEmailVerified,
    name: Array.from((name ?? "").toWellFormed().trim())
      .slice(0, nameMax)
      .join(""),
  });
}
