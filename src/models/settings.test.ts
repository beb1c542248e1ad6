import { expect, test } from "vitest";
import { authMethods } from "./settings.ts";

test("the ways to sign in that a project can close are those of the API, in its order", () => {
  expect(authMethods).toEqual(["email-password", "magic-url", "email-otp", "anonymous", "invites", "jwt", "phone"]);
});
