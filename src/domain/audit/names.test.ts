import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventForms, eventName, failedSignIn, isNameForm, isPattern, matches, nameForm, patternsOf } from "./names.ts";

const row = { event: "user.update", operation: null, resource: "user/ann", item: null } as const;

/** The names that docs/spec/events.md lists, with `*` for ids: Appwrite's, ours, and the one that webhooks do not receive. */
const [upstream = [], ours = [], untold = []] = readFileSync(
  join(import.meta.dirname, "../../../docs/spec/events.md"),
  "utf8",
)
  .split("```text\n")
  .slice(1, 4)
  .map((block) => (block.split("```")[0] ?? "").trim().split("\n"));

test("has the names that docs/spec/events.md lists", () => {
  const forms = eventForms.map((form) => form.replaceAll(/[$%]/g, "*"));
  expect(upstream.length).toBeGreaterThan(35);
  expect(forms.toSorted()).toEqual([...upstream, ...ours].toSorted());
  expect(untold).toEqual([failedSignIn]);
});

describe("a failed sign-in", () => {
  const failed = { ...row, event: "session.fail" } as const;

  test.each([
    ["user/ann", "users.ann.sessions.fail"],
    ["address/0a1b", "users.*.sessions.fail"],
  ])("at %s is %s, and is sent to no webhook", (resource, name) => {
    const logged = { ...failed, resource };
    expect(eventName(logged)).toBe(name);
    expect(nameForm(logged)).toBe(failedSignIn);
    expect(matches(["*", "users.*", name], patternsOf(logged))).toBe(false);
  });

  test("is counted by its name", () => {
    expect(isNameForm(failedSignIn)).toBe(true);
  });
});

test.each([
  [{ event: "session.create", item: "s1" }, "users.*.sessions.*.create"],
  [{ event: "session.create", item: "t1", operation: "accountCreateEmailToken" }, "users.*.tokens.*.create"],
  [{ event: "projects.shop.policies.session-limit.update", resource: "project/shop" }, "project.policies.*.update"],
])("%j is counted as %s", (fields, form) => {
  expect(nameForm({ ...row, ...fields })).toBe(form);
  expect(isNameForm(form)).toBe(true);
});

test.each(["users.*", "users.ann.create", "*", "users.$.create"])("nothing is counted as %s", (name) => {
  expect(isNameForm(name)).toBe(false);
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

test.each([
  "",
  "users",
  "users.",
  "users.*.updates",
  "users.*.create.email",
  "*.ann",
  "users.*.sessions.*.create.x",
  "users.*.sessions.fail",
  "users.*.sessions.delete",
  "users.*.sessions.create",
  "teams.*.memberships.update.status",
])("%j is no pattern", (pattern) => {
  expect(isPattern(pattern)).toBe(false);
});

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
