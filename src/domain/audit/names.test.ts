import { describe, expect, test } from "vitest";
import { eventForms, eventName, isPattern, matches, patternsOf } from "./names.ts";

const row = { event: "user.update", operation: null, resource: "user/ann", item: null } as const;

/** Appwrite's events of the services that are served here (docs/spec/events.md#names), with `*` for ids. */
const upstream = `users.*.create users.*.delete users.*.update users.*.update.email users.*.update.name
  users.*.update.password users.*.update.status users.*.update.prefs users.*.update.phone users.*.update.mfa
  users.*.update.labels users.*.update.verification users.*.update.impersonator users.*.sessions.*.create
  users.*.sessions.*.update users.*.sessions.*.delete users.*.recovery.*.create users.*.recovery.*.update
  users.*.verification.*.create users.*.verification.*.update users.*.tokens.*.create users.*.targets.*.create
  users.*.targets.*.update users.*.targets.*.delete users.*.identities.*.delete users.*.challenges.*.create
  users.*.delete.mfa users.*.create.mfa.recovery-codes users.*.update.mfa.recovery-codes teams.*.create
  teams.*.delete teams.*.update teams.*.update.prefs teams.*.memberships.*.create teams.*.memberships.*.delete
  teams.*.memberships.*.update teams.*.memberships.*.update.status providers.*.create providers.*.update
  providers.*.delete`.split(/\s+/);

/** Events that Appwrite does not have, or spells otherwise. */
const ours =
  `users.import users.*.lock users.*.update.clear users.*.update.detach users.*.identities.*.create users.*.challenges.*.update keys.*.create keys.*.update
  keys.*.delete webhooks.*.create webhooks.*.update webhooks.*.delete webhooks.*.test project.policies.*.update
  project.auth-methods.*.update project.oauth2.*.update`.split(/\s+/);

test("has Appwrite's names, and those that docs/spec/events.md calls ours", () => {
  const forms = eventForms.map((form) => form.replaceAll(/[$%]/g, "*"));
  expect(forms.toSorted()).toEqual([...upstream, ...ours].toSorted());
});

describe("eventName", () => {
  test.each([
    [{}, "users.ann.update"],
    [{ operation: "usersUpdateEmail" }, "users.ann.update.email"],
    [{ operation: "accountCreateSession" }, "users.ann.update"],
    [{ event: "session.create", item: "s1" }, "users.ann.sessions.s1.create"],
    [{ event: "session.create", item: "t1", operation: "accountCreateEmailToken" }, "users.ann.tokens.t1.create"],
    [
      { event: "session.create", item: "t1", operation: "accountCreateEmailToken", resource: "token/t1" },
      "users.*.tokens.t1.create",
    ],
    [{ event: "recovery.create", item: "t1", resource: "token/t1" }, "users.*.recovery.t1.create"],
    [{ event: "session.create", resource: "user/a.b" }, "users.a.b.sessions.*.create"],
    [{ event: "project.key.create", resource: "key/k" }, "keys.k.create"],
    [
      { event: "projects.shop.policies.session-limit.update", resource: "project/shop" },
      "project.policies.session-limit.update",
    ],
    [{ event: "project.oauth2.github.update", resource: "oauth2/github" }, "project.oauth2.github.update"],
  ])("of %j is %s", (fields, name) => {
    expect(eventName({ ...row, ...fields })).toBe(name);
  });
});

test.each([
  "*",
  "users.*",
  "users.ann",
  "users.*.update",
  "users.*.update.email",
  "users.*.sessions.*.create",
  "teams.*.memberships.*",
  "project.policies.*.update",
])("%s is a pattern", (pattern) => {
  expect(isPattern(pattern)).toBe(true);
});

test.each(["", "users", "users.", "users.*.updates", "users.*.create.email", "*.ann", "users.*.sessions.*.create.x"])(
  "%j is no pattern",
  (pattern) => {
    expect(isPattern(pattern)).toBe(false);
  },
);

test("a pattern matches an event by its ids, also without the last parts", () => {
  const patterns = patternsOf({ ...row, resource: "user/a.b", event: "session.create", item: "s1" });
  for (const pattern of ["*", "users.*", "users.a.b", "users.*.sessions.*", "users.a.b.sessions.s1.create"]) {
    expect(matches([pattern], patterns), pattern).toBe(true);
  }
  for (const pattern of ["teams.*", "users.a", "users.*.sessions.*.delete", "users.*.sessions.*.create.x"]) {
    expect(matches([pattern], patterns), pattern).toBe(false);
  }
  expect(matches([], patterns)).toBe(false);
});

test("lists every pattern that matches, and only ids are replaced", () => {
  const patterns = patternsOf({ ...row, event: "session.create", item: "s1" });
  expect(patterns).toEqual([
    "users.ann.sessions.s1.create",
    "users.ann.sessions.*.create",
    "users.*.sessions.s1.create",
    "users.*.sessions.*.create",
    "users.ann.sessions.s1",
    "users.ann.sessions.*",
    "users.*.sessions.s1",
    "users.*.sessions.*",
    "users.ann",
    "users.*",
  ]);
});
