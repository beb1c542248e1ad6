/** The actions of operators on a user. */
import type { Result } from "../../errors/result.ts";
import type { Method, Refusal } from "../api.ts";
import { listOf } from "../form.ts";
import { type Action, action, type Done, type Form, pathTo, type View } from "../page.ts";
import { parseObject } from "../parse-object.ts";

const userPath = "/users/:userId";

/** The path of a user in the API. */
export const apiPath = (view: View, rest = ""): string => `/users/${encodeURIComponent(view.param("userId"))}${rest}`;

interface Deed {
  readonly id: string;
  /** The path below the user's page. */
  readonly path: string;
  readonly done: string;
  readonly scopes?: Action["scopes"];
  readonly method: Method;
  /** The path below the user's in the API. */
  readonly call: (view: View) => string;
  readonly body?: (form: Form) => object;
  /** The part of the page that shows the result. */
  readonly part?: string;
}

/** An action that is one call of the API and leads back to the user's page. */
const deed = ({ body, call, done, id, method, part, path, scopes = ["users.write"] }: Deed): Action =>
  action({
    id,
    path: `${userPath}/${path}`,
    scopes,
    done,
    page: userPath,
    async run(view, form) {
      const answer = await view.api.send(method, apiPath(view, call(view)), body?.(form));
      return answer.ok ? backTo(view, part) : answer;
    },
  });

const backTo = (view: View, part?: string): Result<Done, Refusal> => ({
  ok: true,
  value: { to: pathTo(userPath, { userId: view.param("userId") }) + (part === undefined ? "" : `#${part}`) },
});

const set = (id: string, done: string, path: string, call: string, method: Method, body: Deed["body"]): Action =>
  deed({ id, path, done, method, call: () => call, ...(body && { body }), part: "profile" });

export const setName = set("set-name", "The name is changed.", "name", "/name", "PATCH", (form) => ({
  name: form.get("name"),
}));
export const setEmail = set("set-email", "The email is changed.", "email", "/email", "PATCH", (form) => ({
  email: form.get("email").trim(),
}));
export const setPhone = set("set-phone", "The phone is changed.", "phone", "/phone", "PATCH", (form) => ({
  number: form.get("number").trim(),
}));
export const setLabels = set("set-labels", "The labels are changed.", "labels", "/labels", "PUT", (form) => ({
  labels: listOf(form.get("labels")),
}));

export const verifyEmail = deed({
  id: "verify-email",
  path: "verify-email",
  done: "The email counts as verified.",
  method: "PATCH",
  call: () => "/verification",
  body: () => ({ emailVerification: true }),
});
export const unverifyEmail = deed({
  id: "unverify-email",
  path: "unverify-email",
  done: "The email counts as unverified.",
  method: "PATCH",
  call: () => "/verification",
  body: () => ({ emailVerification: false }),
});
export const verifyPhone = deed({
  id: "verify-phone",
  path: "verify-phone",
  done: "The phone counts as verified.",
  method: "PATCH",
  call: () => "/verification/phone",
  body: () => ({ phoneVerification: true }),
});

export const block = deed({
  id: "block",
  path: "block",
  done: "The user is blocked, and signed out everywhere.",
  method: "PATCH",
  call: () => "/status",
  body: () => ({ status: false }),
});
export const unblock = deed({
  id: "unblock",
  path: "unblock",
  done: "The user may sign in again.",
  method: "PATCH",
  call: () => "/status",
  body: () => ({ status: true }),
});

export const endSession = deed({
  id: "end-session",
  path: "sessions/:sessionId/end",
  done: "The session has ended.",
  scopes: ["users.write", "sessions.write"],
  method: "DELETE",
  call: (view) => `/sessions/${encodeURIComponent(view.param("sessionId"))}`,
  part: "sessions",
});
export const endSessions = deed({
  id: "end-sessions",
  path: "sessions/end",
  done: "The user is signed out everywhere.",
  scopes: ["users.write", "sessions.write"],
  method: "DELETE",
  call: () => "/sessions",
  part: "sessions",
});
export const deleteTarget = deed({
  id: "delete-target",
  path: "targets/:targetId/delete",
  done: "The target is deleted.",
  scopes: ["users.write", "targets.write"],
  method: "DELETE",
  call: (view) => `/targets/${encodeURIComponent(view.param("targetId"))}`,
});
export const liftLocks = deed({
  id: "lift-locks",
  path: "lift-locks",
  done: "The password can be tried again.",
  method: "DELETE",
  call: () => "/locks",
});
/** Ends the sessions by a separate call, because a policy can keep them when a password changes. */
export const setPassword = action({
  id: "set-password",
  path: `${userPath}/password`,
  scopes: ["users.write"],
  done: "The password is changed, and the user is signed out everywhere.",
  page: userPath,
  async run(view, form) {
    const changed = await view.api.send("PATCH", apiPath(view, "/password"), { password: form.get("password") });
    if (!changed.ok) return changed;
    const ended = await view.api.send("DELETE", apiPath(view, "/sessions"));
    return ended.ok ? backTo(view) : ended;
  },
});
export const turnMfaOn = deed({
  id: "turn-mfa-on",
  path: "mfa",
  done: "The user is asked for a second factor.",
  method: "PATCH",
  call: () => "/mfa",
  body: () => ({ mfa: true }),
});

/** Turns MFA off before it removes the app: with MFA on and no app, the user could not sign in. */
export const resetMfa = action({
  id: "reset-mfa",
  path: `${userPath}/reset-mfa`,
  scopes: ["users.write"],
  done: "The second factor is removed. The user signs in without one, and can set up another.",
  page: userPath,
  async run(view) {
    const off = await view.api.send("PATCH", apiPath(view, "/mfa"), { mfa: false });
    if (!off.ok) return off;
    const removed = await view.api.send("DELETE", apiPath(view, "/mfa/authenticators/totp"));
    return removed.ok || removed.error.type === "user_authenticator_not_found" ? backTo(view) : removed;
  },
});

export const setPrefs = action({
  id: "set-prefs",
  path: `${userPath}/prefs`,
  scopes: ["users.write"],
  done: "The preferences are changed.",
  page: userPath,
  async run(view, form) {
    const prefs = parseObject(form.get("prefs"), "prefs");
    if (!prefs.ok) return prefs;
    const answer = await view.api.send("PATCH", apiPath(view, "/prefs"), { prefs: prefs.value });
    return answer.ok ? backTo(view, "prefs") : answer;
  },
});

export const deleteIdentity = action({
  id: "delete-identity",
  path: `${userPath}/identities/:identityId/delete`,
  scopes: ["users.write"],
  done: "The identity is deleted. Its provider no longer signs the user in.",
  page: userPath,
  async run(view) {
    const path = `/users/identities/${encodeURIComponent(view.param("identityId"))}`;
    const answer = await view.api.send("DELETE", path);
    return answer.ok ? backTo(view) : answer;
  },
});

export const deleteUser = action({
  id: "delete-user",
  path: `${userPath}/delete`,
  scopes: ["users.write"],
  done: "The user is deleted. The log keeps what happened.",
  page: `${userPath}/delete`,
  async run(view) {
    const answer = await view.api.send("DELETE", apiPath(view));
    return answer.ok ? { ok: true, value: { to: pathTo("/users") } } : answer;
  },
});

export const userActions: readonly Action[] = [
  setName,
  setEmail,
  setPhone,
  setLabels,
  setPrefs,
  setPassword,
  verifyEmail,
  unverifyEmail,
  verifyPhone,
  block,
  unblock,
  endSessions,
  endSession,
  deleteTarget,
  deleteIdentity,
  liftLocks,
  turnMfaOn,
  resetMfa,
  deleteUser,
];
