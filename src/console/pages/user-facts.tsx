/** A summary of whether a user can sign in, and of obstacles to it. */
import type { Child } from "hono/jsx";
import { defaultCost } from "../../lib/passwords/default-cost.ts";
import { Badge, type Tone } from "../parts/badge.tsx";
import { When } from "../parts/time.tsx";
import type { Lock, User } from "../shapes.ts";

export interface Factors {
  readonly totp: boolean;
  readonly phone: boolean;
  readonly email: boolean;
}

interface Fact {
  readonly tone: Tone;
  readonly word: string;
  readonly said: Child;
}

/** Whether a password is hashed like a new one. Imported passwords are rehashed at the next sign-in. */
function isCurrent({ hash, password }: User): boolean {
  const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),/.exec(password ?? "") ?? [];
  return hash === "argon2" && Number(memory) * Number(passes) >= defaultCost.memoryKiB * defaultCost.passes;
}

function passwordFact(user: User, identities: number): Fact {
  if (user.password && !isCurrent(user)) {
    const said = `Stored as ${user.hash ?? "an old hash"}. It is rehashed when the user signs in with it.`;
    return { tone: "plain", word: "imported", said };
  }
  if (user.password) {
    return {
      tone: "good",
      word: "password",
      said: (
        <>
          Set <When at={user.passwordUpdate} />
        </>
      ),
    };
  }
  const others =
    identities > 0
      ? "The user signs in with a provider, a link or a code."
      : "The user signs in with a link or a code.";
  const said = user.passwordUpdate === "" ? `Never had a password. ${others}` : `The password was removed. ${others}`;
  return { tone: "warn", word: "no password", said };
}

/** @param lock undefined: no recent wrong passwords */
function lockFact(lock: Lock | undefined): readonly Fact[] {
  if (lock === undefined) return [];
  const { failures, paused, pausedUntil } = lock;
  const tries = failures === 1 ? "1 wrong password" : `${failures} wrong passwords in a row`;
  if (!paused) return [{ tone: "plain", word: "guesses", said: `${tries}. The password can be tried.` }];
  const said = (
    <>
      {tries}: no password is accepted until <When at={pausedUntil} />, not even the right one. Links, codes and known
      devices go on.
    </>
  );
  return [{ tone: "bad", word: "locked out", said }];
}

function addressFact(kind: "email" | "phone", address: string, isVerified: boolean): Fact {
  if (address === "") return { tone: "plain", word: `no ${kind}`, said: `The user has no ${kind}.` };
  return isVerified
    ? { tone: "good", word: kind, said: <>{address} is verified</> }
    : { tone: "warn", word: kind, said: <>{address} is not verified: it may not be theirs</> };
}

function mfaFact({ mfa }: User, { email, phone, totp }: Factors): Fact {
  const ways = [...(totp ? ["an app"] : []), ...(email ? ["email"] : []), ...(phone ? ["phone"] : [])].join(", ");
  if (!mfa) return { tone: "plain", word: "MFA off", said: "The user is not asked for a second factor." };
  if (ways === "") {
    return { tone: "warn", word: "MFA on", said: "The user has no verified factor, so sign-ins ask for none." };
  }
  const lost = totp && !email && !phone ? " If the app is lost, the user needs a recovery code, or a reset." : "";
  return { tone: "good", word: "MFA on", said: `Asked for ${ways}.${lost}` };
}

export function factsOf(user: User, factors: Factors, identities: number, lock: Lock | undefined): readonly Fact[] {
  return [
    user.status
      ? { tone: "good", word: "allowed", said: "The user may sign in." }
      : { tone: "bad", word: "blocked", said: "The user's sessions, tokens and JWTs are refused." },
    ...lockFact(lock),
    passwordFact(user, identities),
    addressFact("email", user.email, user.emailVerification),
    addressFact("phone", user.phone, user.phoneVerification),
    mfaFact(user, factors),
  ];
}

export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <ul class="facts">
    {facts.map(({ said, tone, word }) => (
      <li>
        <span>
          <Badge tone={tone}>{word}</Badge>
        </span>
        <span>{said}</span>
      </li>
    ))}
  </ul>
);
