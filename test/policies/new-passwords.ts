/** Every way to set a password that the policies apply to (docs/spec/project.md#policy-effects). */
import { bearing, beginSession, guest } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { createUser } from "../harness/users.ts";

/** The user of a new password. */
export interface Someone {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
}

let made = 0;

/** A user who appears in no other test of the file. */
export function someone(): Someone {
  const number = ++made;
  return {
    userId: `Kestrel${number}x`,
    email: `osprey${number}x@mail.example`,
    name: `Peregrine Falcon ${number}x`,
    phone: `+1415555${1000 + number}`,
  };
}

interface NewPassword {
  readonly route: string;
  /** The status of a success. */
  readonly status: number;
  /** Whether the route knows the phone of the password's user. */
  readonly knowsPhone: boolean;
  /** Gives this password to a new user. */
  readonly give: (password: string, who?: Someone) => Promise<Answer>;
}

export const newPasswords: readonly NewPassword[] = [
  {
    route: "POST /account",
    status: 201,
    knowsPhone: false,
    give: (password, { email, name, userId } = someone()) =>
      call("POST", "/account", { ...guest(), body: { userId, email, name, password } }),
  },
  {
    route: "PATCH /account/password",
    status: 200,
    knowsPhone: true,
    async give(password, who = someone()) {
      const { secret } = await beginSession(await createUser({ ...who }));
      return call("PATCH", "/account/password", { ...bearing(secret), body: { password } });
    },
  },
  {
    route: "POST /users",
    status: 201,
    knowsPhone: true,
    give: (password, who = someone()) => call("POST", "/users", { body: { ...who, password } }),
  },
  {
    route: "PATCH /users/{userId}/password",
    status: 200,
    knowsPhone: true,
    async give(password, who = someone()) {
      const userId = await createUser({ ...who });
      return call("PATCH", `/users/${userId}/password`, { body: { password } });
    },
  },
];
