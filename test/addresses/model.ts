/** An independent version of the transition table of docs/decisions/0010-addresses.md. Pure. */
import type { State } from "./accounts.ts";

/** The holder's other address, or an identity instead of one. */
export const others = ["none", "W", "K", "P", "identity"] as const;
export type Other = (typeof others)[number];

/** The redeeming caller: `other` has no address of the kind, `settled` has a proven one. */
export const callers = ["guest", "holder", "other", "settled"] as const;
export type Caller = (typeof callers)[number];

/** The account of the new session: the holder's, a new one, or the caller's own. */
type Opened = "holder" | "new" | "caller" | null;

export interface Expected {
  readonly isRefused: boolean;
  readonly opened: Opened;
  /** The state of the address in the holder's account afterwards. */
  readonly holder: State;
  /** The owner of the address afterwards. */
  readonly owner: "holder" | "new" | "caller" | "nobody";
  readonly isCleared: boolean;
  readonly isDetached: boolean;
}

const as = (state: State, changed: Partial<Expected> = {}): Expected => ({
  isRefused: false,
  opened: null,
  holder: state,
  owner: state === "none" ? "nobody" : "holder",
  isCleared: false,
  isDetached: false,
  ...changed,
});

const detached = (owner: "new" | "caller", opened: Opened): Expected => as("none", { owner, opened, isDetached: true });

/** @returns null if such a proof is not sent */
export function expected(state: State, other: Other, proof: string, caller: Caller): Expected | null {
  const isAnchored = other === "K" || other === "P" || other === "identity";
  if (proof === "verification") return state === "none" || state === "P" ? null : as("P");
  if (proof === "recovery") {
    if (state === "none" || (state === "W" && isAnchored)) return null;
    return as("P", { isCleared: state === "W" && caller !== "holder" });
  }
  if (caller === "guest") return byGuest(state, isAnchored);
  if (proof === "provider") return byProvider(state, caller);
  // A login link or code, or another user's invitation, which has created an account if no user had the address.
  const isOwn = proof === "invitation" && caller === "holder" && state !== "none";
  if (isOwn) return as("P");
  return as(state, { isRefused: true, ...(state === "none" && proof === "invitation" && { owner: "new" }) });
}

function byGuest(state: State, isAnchored: boolean): Expected {
  if (state === "none") return as("none", { owner: "new", opened: "new" });
  if (state !== "W") return as("P", { opened: "holder" });
  return isAnchored ? detached("new", "new") : as("P", { opened: "holder", isCleared: true });
}

function byProvider(state: State, caller: Caller): Expected {
  if (caller === "holder") return as("P", { opened: "holder" });
  if (caller === "settled" || state === "K" || state === "P") return as(state, { opened: "caller" });
  return state === "W" ? detached("caller", "caller") : as("none", { owner: "caller", opened: "caller" });
}
