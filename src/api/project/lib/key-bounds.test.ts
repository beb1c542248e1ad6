import { describe, expect, test } from "vitest";
import type { Caller, KeyCaller } from "../../../domain/context/index.ts";
import { AppError } from "../../../errors/app-error.ts";
import { assertWithin } from "./key-bounds.ts";

const key = (more: Partial<KeyCaller> = {}): KeyCaller => ({
  kind: "key",
  id: "ci",
  createdAt: 0,
  name: "CI",
  scopes: new Set(["users.read", "keys.write"]),
  expire: 1_000,
  isEphemeral: false,
  ...more,
});
const bootstrap = key({ id: "", scopes: "all", expire: null });

interface Case {
  readonly grants: string;
  readonly caller: Caller;
  readonly scopes?: readonly string[];
  readonly expire?: number | null;
}

/** Requests a grant. @returns the text of the refusal; null: it is granted */
function refusalOf({ caller, scopes = [], expire = 1_000 }: Case): string | null {
  try {
    assertWithin(caller, { scopes, expire });
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.type).toBe("key_creation_denied");
    return error.message;
  }
}

describe("A key may give", () => {
  test.each<Case>([
    { grants: "nothing", caller: key() },
    { grants: "one of its scopes", caller: key(), scopes: ["users.read"] },
    { grants: "all of its scopes", caller: key(), scopes: ["keys.write", "users.read"] },
    { grants: "a scope twice", caller: key(), scopes: ["users.read", "users.read"] },
    { grants: "an end before its own", caller: key(), expire: 999 },
    { grants: "an end that is past", caller: key(), expire: -1 },
    { grants: "any end, if it has none", caller: key({ expire: null }), expire: Number.MAX_SAFE_INTEGER },
    { grants: "no end, if it has none", caller: key({ expire: null }), expire: null },
    { grants: "all scopes without an end, as the bootstrap key", caller: bootstrap, scopes: ["x.y"], expire: null },
  ])("$grants", (given) => {
    expect(refusalOf(given)).toBeNull();
  });
});

describe("A key may not give", () => {
  const lacks = (scopes: string) => `A key can only give scopes that it has; it lacks ${scopes}.`;
  const later = "A key can only make keys that expire no later than itself.";

  test.each<Case & { readonly message: string }>([
    { grants: "a scope that it lacks", caller: key(), scopes: ["users.write"], message: lacks("users.write") },
    {
      grants: "scopes that it lacks among those that it has",
      caller: key(),
      scopes: ["users.read", "users.write", "keys.read"],
      message: lacks("users.write, keys.read"),
    },
    {
      grants: "anything, if it has nothing",
      caller: key({ scopes: new Set() }),
      scopes: ["a.b"],
      message: lacks("a.b"),
    },
    { grants: "an end after its own", caller: key(), expire: 1_001, message: later },
    { grants: "no end, if it has one", caller: key(), expire: null, message: later },
  ])("$grants", ({ message, ...given }) => {
    expect(refusalOf(given)).toBe(message);
  });

  test.each<Case>([
    { grants: "as an ephemeral key", caller: key({ isEphemeral: true }) },
    { grants: "as an ephemeral key with every scope", caller: { ...bootstrap, isEphemeral: true } },
    { grants: "as a guest", caller: { kind: "guest" } },
  ])("anything at all $grants", (given) => {
    expect(refusalOf(given)).toBe("A key can only create keys within its own scopes and expiry.");
  });
});
