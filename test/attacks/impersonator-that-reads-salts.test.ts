/**
 * The attacker is an impersonator who reads users in a browser. The options of a hash contain salts and signer keys, with
 * which leaked passwords can be matched, so only servers see them, like the hash.
 */
import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { actingAs, createImpersonator } from "../harness/impersonators.ts";
import { fresh } from "../harness/users.ts";

test("no salt and no signer key is shown to an impersonator, and keys see them", async () => {
  const userId = fresh("imported");
  const secrets = { passwordSalt: "c2FsdCBvZg==", passwordSaltSeparator: "Bw==", passwordSignerKey: "c2lnbmVyIQ==" };
  const body = { userId, email: `${userId}@mail.example`, password: "aGFzaCBvZg==", ...secrets };
  const made = await call("POST", "/users/scrypt-modified", { body });
  expect(made.status, made.text).toBe(201);
  const impersonator = await createImpersonator();
  const query = encodeURIComponent(JSON.stringify({ method: "equal", attribute: "$id", values: [userId] }));
  for (const path of [`/users/${userId}`, `/users?queries[]=${query}`]) {
    expect((await call("GET", path)).text).toContain(secrets.passwordSignerKey);
    for (const caller of [impersonator.caller, actingAs(impersonator.caller, { id: userId })]) {
      const { status, text } = await call("GET", path, caller);
      expect(status).toBe(200);
      expect(text).toContain('"hashOptions":{}');
      for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    }
  }
});
