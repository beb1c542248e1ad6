import { expect, test } from "vitest";
import { user, type UserRow, userList } from "./user.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const date = "2026-01-02T03:04:05.678+00:00";

/** A user without optional values. */
const bare: UserRow = {
  id: "ann",
  createdAt: at,
  updatedAt: at,
  name: "",
  password: null,
  hash: "argon2",
  hashOptions: { type: "argon2" },
  status: true,
  labels: [],
  passwordUpdate: null,
  email: null,
  phone: null,
  emailVerification: false,
  emailCanonical: null,
  emailIsFree: null,
  emailIsDisposable: null,
  phoneVerification: false,
  mfa: false,
  prefs: {},
  targets: [],
  accessedAt: null,
  impersonator: false,
};

const target = {
  id: "t1",
  createdAt: at,
  updatedAt: at,
  name: null,
  userId: "ann",
  providerId: null,
  providerType: "email",
  identifier: "ann@example.com",
  expired: false,
};

test("a bare user shows every field, in the order of the specification", () => {
  expect(JSON.stringify(user.render(bare, undefined))).toBe(
    `{"$id":"ann","$createdAt":"${date}","$updatedAt":"${date}","name":"","password":null,"hash":"argon2",` +
      `"hashOptions":{"type":"argon2"},"registration":"${date}","status":true,"labels":[],"passwordUpdate":"",` +
      `"email":"","phone":"","emailVerification":false,"emailCanonical":null,"emailIsFree":null,` +
      `"emailIsDisposable":null,"emailIsCorporate":null,"emailIsCanonical":null,"phoneVerification":false,"mfa":false,` +
      `"prefs":{},"targets":[],"accessedAt":"","impersonator":false,"impersonatorUserId":null}`,
  );
});

test("a target shows every field, in the order of the specification", () => {
  expect(JSON.stringify(user.render({ ...bare, targets: [target] }, undefined))).toContain(
    `"targets":[{"$id":"t1","$createdAt":"${date}","$updatedAt":"${date}","name":"","userId":"ann","providerId":null,` +
      `"providerType":"email","identifier":"ann@example.com","expired":false}]`,
  );
});

test.each([
  [true, true, false],
  [true, false, false],
  [false, true, false],
  [false, false, true],
])("free %s and disposable %s make corporate %s", (emailIsFree, emailIsDisposable, emailIsCorporate) => {
  expect(user.render({ ...bare, emailIsFree, emailIsDisposable }, undefined)).toMatchObject({ emailIsCorporate });
});

test("an address is canonical when it is its own canonical form", () => {
  const render = (email: string) => user.render({ ...bare, email, emailCanonical: "ann@gmail.com" }, undefined);
  expect(render("ann@gmail.com")).toMatchObject({ emailIsCanonical: true });
  expect(render("a.nn@gmail.com")).toMatchObject({ emailIsCanonical: false });
});

test("formats below 1.5.0 have neither targets nor mfa, and below 1.9.0 no impersonation", () => {
  const keys = (format: readonly [number, number, number]) => Object.keys({ ...(user.render(bare, format) as object) });
  const all = Object.keys({ ...(user.render(bare, undefined) as object) });
  const without = (...names: readonly string[]) => all.filter((name) => !names.includes(name));
  expect(keys([1, 4, 99])).toEqual(without("targets", "mfa", "impersonator", "impersonatorUserId"));
  expect(keys([1, 5, 0])).toEqual(without("impersonator", "impersonatorUserId"));
  expect(keys([1, 8, 99])).toEqual(without("impersonator", "impersonatorUserId"));
  expect(keys([1, 9, 0])).toEqual(all);
});

test("a list's users follow the format too", () => {
  expect(userList.render({ total: 1, rows: [bare] }, [1, 4, 0])).not.toHaveProperty("users.0.targets");
  expect(userList.render({ total: 1, rows: [bare] }, [1, 5, 0])).toHaveProperty("users.0.targets", []);
});
