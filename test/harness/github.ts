/** A stub of `fetch` that answers as GitHub: no network. */
import { randomBytes } from "node:crypto";
import { vi } from "vitest";

export interface Person {
  readonly id: number;
  readonly name?: string | null;
  readonly email?: string;
  readonly isVerified?: boolean;
}

/** The person that a code signs in, and the token endpoint's answer to it. */
const codes = new Map<string, { readonly person: Person; readonly tokens: Readonly<Record<string, unknown>> }>();

/** Requests to the provider's token endpoint, as forms. */
export const asked: URLSearchParams[] = [];

/** Makes a code of the provider for a person. @param tokens further fields of the answer, or another answer */
export function codeFor(person: Person, tokens: Readonly<Record<string, unknown>> = {}): string {
  const code = `code-${randomBytes(16).toString("hex")}`;
  codes.set(code, {
    person,
    tokens: { access_token: `hush-${code}`, token_type: "bearer", expires_in: 3_600, ...tokens },
  });
  return code;
}

/** The provider's answer to a refresh, which may be delayed. */
export const refresh: { answer: () => Promise<Response> } = { answer: () => Promise.reject(new Error("No answer.")) };

export const isGitHub = (url: string): boolean => /^https:\/\/(?:api\.)?github\.com\//.test(url);

/** Answers a request as GitHub would. */
export async function answerAsGitHub(url: string, init: RequestInit): Promise<Response> {
  const bearer = new Headers(init.headers).get("authorization")?.replace("Bearer ", "");
  const person = [...codes.values()].find(({ tokens }) => tokens["access_token"] === bearer)?.person;
  if (url === "https://github.com/login/oauth/access_token") {
    const form = new URLSearchParams(typeof init.body === "string" ? init.body : "");
    asked.push(form);
    if (form.get("grant_type") === "refresh_token") return refresh.answer();
    const code = codes.get(form.get("code") ?? "");
    return Response.json(code?.tokens ?? { error: "bad_verification_code" });
  }
  if (person === undefined) return Promise.resolve(Response.json({ message: "Bad credentials" }, { status: 401 }));
  if (url.startsWith("https://api.github.com/user/emails")) {
    const { email, isVerified = true } = person;
    return Promise.resolve(Response.json(email === undefined ? [] : [{ email, primary: true, verified: isVerified }]));
  }
  if (url.startsWith("https://api.github.com/user")) {
    return Promise.resolve(Response.json({ id: person.id, login: `login-${person.id}`, name: person.name ?? null }));
  }
  throw new Error(`No server listens at ${url}.`);
}

/** Stubs GitHub until mocks are restored. */
export function playGitHub(): void {
  vi.spyOn(globalThis, "fetch").mockImplementation((url, init = {}) => answerAsGitHub(new Request(url).url, init));
}
