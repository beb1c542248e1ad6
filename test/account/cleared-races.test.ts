/** Changes of an account while the owner of its address proves the address (docs/decisions/0010-addresses.md). */
import { afterEach, describe, expect, test } from "vitest";
import { guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { type Between, preparedOf, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { accept, makeTeam, memberOf, sendInvitation } from "../harness/teams.ts";
import { fresh } from "../harness/users.ts";
import { resetSettings, setPolicy } from "../policies/policies.ts";
import { ownerOf, stateOf } from "../addresses/accounts.ts";
import {
  asGuest,
  countOf,
  type Holder,
  newPhone,
  password,
  signInWith,
  signUp,
  status,
  stored,
  url,
} from "./holders.ts";
import { secretTo } from "./messages.ts";

afterEach(resetSettings);

describe("A concurrent change while an address is proven", () => {
  /** An app that runs a change just before a round trip of a request, by default the second one. */
  function meanwhile(happen: () => Promise<unknown>, roundTrip = 2) {
    let roundTrips = 0;
    const between: Between = async (statements, send) => {
      if (++roundTrips === roundTrip) await happen();
      return send(preparedOf(statements));
    };
    return serve(between);
  }

  const changed = "another password of a stranger";
  const changePassword = ({ session }: Holder, fetch = settled) =>
    call("PATCH", "/account/password", { ...session, fetch, body: { password: changed, oldPassword: password } });

  /** A link that was sent to the holder's email. */
  async function linkOf({ email }: Holder) {
    await succeed(asGuest("POST", "/tokens/magic-url", { userId: fresh(), email, url }), 201);
    return secretTo(email);
  }

  test("does not help the stranger whose new password comes first", async () => {
    await setPolicy("session-invalidation", { enabled: false });
    const stranger = await signUp();
    const fetch = meanwhile(() => succeed(changePassword(stranger), 200));
    await succeed(asGuest("PUT", "/sessions/magic-url", await linkOf(stranger), fetch), 201);
    for (const password of [stranger.password, changed]) {
      expectRefusal(await signInWith({ ...stranger, password }), "user_invalid_credentials");
    }
  });

  test("does not help the stranger whose new password comes after, and was asked for before", async () => {
    const stranger = await signUp();
    const link = await linkOf(stranger);
    // Three round trips: the caller, the facts for the password's check, the password.
    const fetch = meanwhile(() => succeed(asGuest("PUT", "/sessions/magic-url", link), 201), 3);
    expectRefusal(await changePassword(stranger, fetch), "general_unauthorized_scope");
    expect((await stored(stranger.userId))?.["password"]).toBeNull();
    expectRefusal(await signInWith({ ...stranger, password: changed }), "user_invalid_credentials");
  });

  test("does not help the stranger who signs in meanwhile", async () => {
    const stranger = await signUp();
    const link = await linkOf(stranger);
    const fetch = meanwhile(() => succeed(asGuest("PUT", "/sessions/magic-url", link), 201));
    const { email } = stranger;
    expectRefusal(await asGuest("POST", "/sessions/email", { email, password }, fetch), "user_invalid_credentials");
    expect(await countOf("sessions", stranger.userId)).toBe(1);
  });

  /** Anchors the account by a proven phone: the owner of the email then gets a separate account. */
  const verifyPhone = (userId: string) =>
    rows("UPDATE users SET phone = ?, phone_verification = 1 WHERE id = ?", newPhone(), userId);

  test.each([
    ["link", "/sessions/magic-url", async (holder: Holder) => linkOf(holder), 201],
    [
      "recovery",
      "/recovery",
      async ({ email }: Holder) => {
        await succeed(asGuest("POST", "/recovery", { email, url }), 201);
        return { ...(await secretTo(email)), password: "the password of the owner" };
      },
      200,
    ],
  ] as const)("refuses a %s, which is not used up and succeeds afterwards", async (_, path, ask, success) => {
    const holder = await signUp();
    const body = await ask(holder);
    const fetch = meanwhile(() => verifyPhone(holder.userId));
    expectRefusal(await asGuest("PUT", path, body, fetch), "user_invalid_token");
    expect(await stateOf(holder.userId, "email")).toBe("W");
    expect(await status(holder.session)).toBe(200);
    await succeed(asGuest("PUT", path, body), success);
    expect(await stateOf(holder.userId, "email")).toBe("none");
    const owner = await ownerOf("email", holder.email);
    expect(await stateOf(String(owner), "email")).toBe("P");
    expect(await status(holder.session)).toBe(200);
  });

  test("makes an invitation read again and succeed", async () => {
    const holder = await signUp();
    const teamId = await makeTeam();
    const { caller } = await memberOf(teamId);
    const invited = await sendInvitation(teamId, caller, holder.email);
    const fetch = meanwhile(() => verifyPhone(holder.userId));
    await succeed(accept(invited, { ...guest(), fetch }), 200);
    expect(await status(holder.session)).toBe(200);
    expect(await ownerOf("email", holder.email)).not.toBe(holder.userId);
  });
});
