/** `POST /users/import`: what a chunk creates, and what becomes of the rows that it does not (docs/spec/import.md). */
import { beforeAll, describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { makeTeam } from "../harness/teams.ts";
import { importRows, reportOf } from "./chunks.ts";


describe("a row with everything", () => {
  const row = {
    $id: "Ada-1",
    name: "Ada Lovelace",
    email: "Ada@Mail.Example",
    emailVerification: true,
    phone: "+4915112345678",
    phoneVerification: false,
    password: "{SSHA}R+QmYVM5/RO5tGWlWLycJgzdQrkcI2Ss",
    passwordUpdate: "2020-03-04T05:06:07.000Z",
    labels: ["vip", "early", "vip"],
    prefs: { theme: "dark", "a\u0000b": 'quote " and \\ and ☃' },
    mfa: true,
    registration: "2019-01-02T03:04:05.678+00:00",
    accessedAt: "2021-01-01",
    impersonator: false,
    totp: { secret: "jbsw y3dp ehpk 3pxp" },
    targets: [
      { providerType: "push", identifier: "token-1", name: "Pixel" },
      { providerType: "email", identifier: "second@mail.example" },
    ],
    identities: [{ provider: "google", providerUid: "g-1", providerEmail: "Ada@gmail.com" }],
    memberships: [{ teamId: "crew", roles: ["owner", "dev"], joined: "2020-01-01" }],
  };

  beforeAll(async () => {
    await makeTeam({ teamId: "crew", name: "Crew" });
    expect(await importRows("full", [row])).toEqual(reportOf("full", 1, []));
  });

  test("creates the user as the row says", async () => {
    const { body } = await call("GET", "/users/Ada-1");
    expect(body).toMatchObject({
      $id: "Ada-1",
      name: "Ada Lovelace",
      email: "ada@mail.example",
      emailVerification: true,
      phone: "+4915112345678",
      phoneVerification: false,
      hash: "ldap",
      labels: ["vip", "early"],
      prefs: row.prefs,
      mfa: true,
      registration: "2019-01-02T03:04:05.678+00:00",
      passwordUpdate: "2020-03-04T05:06:07.000+00:00",
      accessedAt: "2021-01-01T00:00:00.000+00:00",
    });
  });
  test("x", async () => {
    console.log(JSON.stringify(await dump(), null, 1));
  });
});
