/** Six users for queries, and their creation. */
import { setTimeout } from "node:timers/promises";
import { newestSdk, type User } from "../harness/sdks.ts";
import type { Server } from "../harness/server.ts";

export type Person = "ana" | "bob" | "cleo" | "dan" | "eve" | "finn";
export type People = Readonly<Record<Person, User>>;

/**
 * Creates them, oldest first, at least a millisecond apart in every date that they have:
 *
 *     id    name         email                phone         password  labels   blocked  email, phone verified
 *     ana   Ana María    ana@psg.fr           +14155550101  yes       vip      no       email
 *     bob   Bob          bob@psg.fr                         no        vip,pro  yes
 *     cleo  cleo                              +49151123456  no                 no       phone
 *     dan   Dan 100%     dan@example.co.uk                  yes       pro      no       email
 *     eve                                                   no                 yes
 *     finn  Bob                               +14155550106  no                 no
 *
 * cleo alone is an impersonator. No user has ever signed in.
 */
export async function createPeople(server: Server): Promise<People> {
  const { users } = newestSdk.connect(server);
  /** Creates a user, and sets the fields that create() cannot. */
  const create = async (account: Parameters<typeof users.create>[0], finish?: (userId: string) => Promise<unknown>) => {
    await users.create(account);
    await finish?.(account.userId);
    await setTimeout(2);
    return users.get({ userId: account.userId });
  };
  return {
    ana: await create(
      { userId: "ana", email: "ana@psg.fr", phone: "+14155550101", password: "correct horse", name: "Ana María" },
      async (userId) => {
        await users.updateLabels({ userId, labels: ["vip"] });
        await users.updateEmailVerification({ userId, emailVerification: true });
      },
    ),
    bob: await create({ userId: "bob", email: "bob@psg.fr", name: "Bob" }, async (userId) => {
      await users.updateLabels({ userId, labels: ["vip", "pro"] });
      await users.updateStatus({ userId, status: false });
    }),
    cleo: await create({ userId: "cleo", phone: "+49151123456", name: "cleo" }, async (userId) => {
      await users.updatePhoneVerification({ userId, phoneVerification: true });
      await users.updateImpersonator?.({ userId, impersonator: true });
    }),
    dan: await create(
      { userId: "dan", email: "dan@example.co.uk", password: "battery staple", name: "Dan 100%" },
      async (userId) => {
        await users.updateLabels({ userId, labels: ["pro"] });
        await users.updateEmailVerification({ userId, emailVerification: true });
      },
    ),
    eve: await create({ userId: "eve" }, (userId) => users.updateStatus({ userId, status: false })),
    finn: await create({ userId: "finn", phone: "+14155550106", name: "Bob" }),
  };
}
