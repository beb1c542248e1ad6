/** Changes of email and phone, and the targets that follow them (docs/spec/users.md#email-and-phone). */
import { describe, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { corporateEmail, createUser, date, fresh, readUser, targetOf } from "../harness/users.ts";

const setEmail = (userId: string, email: unknown) => call("PATCH", `/users/${userId}/email`, { body: { email } });
const setPhone = (userId: string, number: unknown) => call("PATCH", `/users/${userId}/phone`, { body: { number } });

let phones = 0;
const freshPhone = () => `+1555${String(++phones).padStart(6, "0")}`;
const freshEmail = () => `${fresh("mail")}@example.com`;

/** Email and phone in the same table: how each is given on create, changed, cleared and refused. */
const contacts = [
  {
    field: "email",
    verified: "emailVerification",
    verifyPath: "verification",
    providerType: "email",
    taken: "user_email_already_exists",
    make: freshEmail,
    set: setEmail,
  },
  {
    field: "phone",
    verified: "phoneVerification",
    verifyPath: "verification/phone",
    providerType: "sms",
    taken: "user_phone_already_exists",
    make: freshPhone,
    set: setPhone,
  },
] as const;

/** Gives a user a target that is not their contact's: a device by default. */
const addTarget = (userId: string, identifier: string, type = "push") =>
  rows(
    `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
     SELECT ?3 || '-' || ?2, 0, 0, seq, ?3, ?2, 0 FROM users WHERE id = ?1`,
    userId,
    identifier,
    type,
  );

describe.each(contacts)("a change of $field", ({ field, make, providerType, set, taken, verified, verifyPath }) => {
  test("shows the new one, unverified, and moves its target, which keeps its id", async () => {
    const [before, after] = [make(), make()];
    const userId = await createUser({ [field]: before });
    await call("PATCH", `/users/${userId}/${verifyPath}`, { body: { [verified]: true } });
    const old = await readUser(userId);
    const answer = await set(userId, after);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...old,
      ...(field === "email" ? corporateEmail(after) : { phone: after }),
      $updatedAt: date,
      [verified]: false,
      targets: [{ ...targetOf(userId, providerType, after), $id: Object(old["targets"])[0].$id }],
    });
    expect(await readUser(userId)).toEqual(answer.body);
  });

  test("adds a target where there was none to move", async () => {
    const userId = await createUser();
    const contact = make();
    const answer = await set(userId, contact);
    expect(answer).toMatchObject({ status: 200, body: { [field]: contact } });
    expect(answer.body["targets"]).toEqual([targetOf(userId, providerType, contact)]);
  });

  test("to an empty text clears it, its target and the verification", async () => {
    const userId = await createUser({ [field]: make() });
    await call("PATCH", `/users/${userId}/${verifyPath}`, { body: { [verified]: true } });
    const answer = await set(userId, "");
    expect(answer).toMatchObject({ status: 200, body: { [field]: "", [verified]: false, targets: [] } });
    expect(await readUser(userId)).toEqual(answer.body);
  });

  test("to an empty text keeps all other targets", async () => {
    const userId = await createUser({ email: freshEmail(), phone: freshPhone() });
    const push = fresh("push");
    await addTarget(userId, push);
    const { body } = await set(userId, "");
    const left = Object(body["targets"]).map(({ providerType }: { providerType: string }) => providerType);
    expect(left).toEqual([providerType === "email" ? "sms" : "email", "push"]);
  });

  test("to an empty text is possible for any number of users, and twice", async () => {
    const [a, b] = [await createUser({ [field]: make() }), await createUser({ [field]: make() })];
    for (const userId of [a, b, a]) {
      expect(await set(userId, "")).toMatchObject({ status: 200, body: { [field]: "" } });
      expect(await readUser(userId)).toMatchObject({ [field]: "" });
    }
    expect(await rows(`SELECT ${field} AS contact FROM users WHERE id IN (?, ?)`, a, b)).toEqual([
      { contact: null },
      { contact: null },
    ]);
  });

  test("frees the old one", async () => {
    const contact = make();
    const userId = await createUser({ [field]: contact });
    await set(userId, make());
    const next = await createUser({ [field]: contact });
    expect(await readUser(next)).toMatchObject({ [field]: contact, targets: [{ identifier: contact }] });
  });

  test("to another user's is a 409 for the target, and changes nothing", async () => {
    const contact = make();
    await createUser({ [field]: contact });
    const userId = await createUser({ [field]: make() });
    const before = await dump();
    expectRefusal(await set(userId, contact), "user_target_already_exists");
    expect(await dump()).toEqual(before);
  });

  test("to the current one is a 409 for the target too", async () => {
    const contact = make();
    const userId = await createUser({ [field]: contact });
    const before = await dump();
    expectRefusal(await set(userId, contact), "user_target_already_exists");
    expect(await dump()).toEqual(before);
  });

  test("to the identifier of any user's target of its type is a 409; those of devices do not count", async () => {
    const contact = make();
    const userId = await createUser();
    await addTarget(userId, contact, providerType);
    expectRefusal(await set(userId, contact), "user_target_already_exists");
    expectRefusal(await set(await createUser(), contact), "user_target_already_exists");
    const device = make();
    await addTarget(userId, device);
    expect((await set(await createUser(), device)).status).toBe(200);
  });

  test("to another user's that has no target is a 409 for the contact itself, and changes nothing", async () => {
    const contact = make();
    const owner = await createUser({ [field]: contact });
    await rows("DELETE FROM targets WHERE identifier = ?", contact);
    const userId = await createUser({ [field]: make() });
    const before = await dump();
    expectRefusal(await set(userId, contact), taken);
    expect(await dump()).toEqual(before);
    // The owner's own contact has no target either, so this is an ordinary change, and restores the target.
    expect(await set(owner, contact)).toMatchObject({ status: 200, body: { targets: [{ identifier: contact }] } });
  });

  test("moves no target but the one that has the old contact", async () => {
    const contact = make();
    const holder = await createUser();
    await addTarget(holder, contact, providerType);
    // Created with a taken identifier, the user has no target; the holder's target must stay.
    const userId = await createUser({ [field]: contact });
    const next = make();
    expect(await set(userId, next)).toMatchObject({ status: 200, body: { targets: [{ identifier: next }] } });
    expect(await readUser(holder)).toMatchObject({ targets: [{ identifier: contact, providerType }] });
    expect(await set(userId, "")).toMatchObject({ status: 200, body: { targets: [] } });
  });

  test("finds the user by the new one, and no longer by the old", async () => {
    const [before, after] = [make(), make()];
    const userId = await createUser({ [field]: before });
    await set(userId, after);
    const search = async (text: string) =>
      Object((await call("GET", `/users?search=${encodeURIComponent(`"${text}"`)}`)).body["users"]).map(
        ({ $id }: { $id: string }) => $id,
      );
    expect(await search(after)).toEqual([userId]);
    expect(await search(before)).toEqual([]);
  });

  test("of an absent user is a 404, whether or not it is taken", async () => {
    const contact = make();
    await createUser({ [field]: contact });
    expectRefusal(await set("nobody", make()), "user_not_found");
    expectRefusal(await set("nobody", contact), "user_not_found");
    expectRefusal(await set("nobody", ""), "user_not_found");
  });
});

describe("an email", () => {
  test("is taken in lower case", async () => {
    const userId = await createUser();
    expect((await setEmail(userId, "Users.Service@Updated.com")).body).toMatchObject({
      ...corporateEmail("users.service@updated.com"),
      targets: [{ identifier: "users.service@updated.com" }],
    });
  });

  test("sets its metadata, and clears it with the email", async () => {
    const userId = await createUser({ email: freshEmail() });
    expect((await setEmail(userId, "a.nn@gmail.com")).body).toMatchObject({
      emailCanonical: "ann@gmail.com",
      emailIsFree: true,
      emailIsDisposable: false,
      emailIsCorporate: false,
      emailIsCanonical: false,
    });
    expect((await setEmail(userId, "")).body).toMatchObject({
      emailCanonical: null,
      emailIsFree: null,
      emailIsDisposable: null,
      emailIsCorporate: null,
      emailIsCanonical: null,
    });
  });

  test.each(["a@localhost", "not an email", " ", 1, true, ["a@b.co"], { a: 1 }])("is not %j", async (email) => {
    expectInvalid(await setEmail("nobody", email), "email", "Value must be a valid email address");
  });
});

describe("a phone number", () => {
  test.each(["+1", "8989829304", "+1415555245634543", "+8020000000", 14_155_552_456, ["+1415555"], " "])(
    "is not %j",
    async (number) => {
      expectInvalid(await setPhone("nobody", number), "number");
    },
  );

  test("to an identity's email is allowed", async () => {
    const userId = await createUser({ phone: "+910000000000" });
    expect(await readUser(userId)).toMatchObject({ phone: "+910000000000" });
    expectRefusal(await setPhone(await createUser({ userId: "user1" }), "+910000000000"), "user_target_already_exists");
  });
});

test("a change of one contact leaves the other and its target", async () => {
  const [email, phone, next] = [freshEmail(), freshPhone(), freshEmail()];
  const userId = await createUser({ email, phone });
  await call("PATCH", `/users/${userId}/verification/phone`, { body: { phoneVerification: true } });
  const { body } = await setEmail(userId, next);
  expect(body).toMatchObject({
    email: next,
    phone,
    phoneVerification: true,
    targets: [
      { identifier: next, providerType: "email" },
      { identifier: phone, providerType: "sms" },
    ],
  });
});

test("a moved target has the time of its move", async () => {
  const userId = await createUser({ email: freshEmail() });
  await rows(
    "UPDATE targets SET created_at = 1000, updated_at = 1000 WHERE user_seq = (SELECT seq FROM users WHERE id = ?)",
    userId,
  );
  const { body } = await setEmail(userId, freshEmail());
  const [target] = Object(body["targets"]);
  expect(target).toMatchObject({ $createdAt: "1970-01-01T00:00:01.000+00:00", $updatedAt: body["$updatedAt"] });
});
