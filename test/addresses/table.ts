/** Tests of every cell of the transition table, for one kind of address. */
import { afterEach, describe, expect, test } from "vitest";
import { status, stored } from "../account/holders.ts";
import { rows } from "../harness/database.ts";
import { withGitHub } from "../oauth2-flow/people.ts";
import {
  type Account,
  drift,
  emptyOutbox,
  type Kind,
  makeAccount,
  newAddress,
  otherKind,
  ownerOf,
  type State,
  stateOf,
  states,
} from "./accounts.ts";
import { type Caller, callers, expected, type Expected, type Other, others } from "./model.ts";
import { proofs } from "./proofs.ts";

interface Cell {
  readonly state: State;
  readonly other: Other;
  readonly proof: string;
  readonly caller: Caller;
}

/** The caller's own address matters to providers only. */
const callersOf = (proof: string): readonly Caller[] =>
  callers.filter((caller) => caller !== "settled" || proof === "provider");

const cellsOf = (kind: Kind): readonly Cell[] =>
  Object.keys(proofs[kind]).flatMap((proof) =>
    callersOf(proof).flatMap((caller) =>
      states.flatMap((state) => others.map((other) => ({ state, other, proof, caller }))),
    ),
  );

const held = (kind: Kind, own: State, other: State) =>
  kind === "email" ? { email: own, phone: other } : { email: other, phone: own };

async function callerOf(kind: Kind, caller: Caller, holder: Account): Promise<Account | null> {
  if (caller === "guest") return null;
  if (caller === "holder") return holder;
  return makeAccount(held(kind, caller === "settled" ? "P" : "none", "K"));
}

const logged = async (userId: string, event: string) =>
  (await rows("SELECT seq FROM logs WHERE resource = ? AND event = ?", `user/${userId}`, event)).length;

/** Adds a test for each cell. */
export function testTable(kind: Kind): void {
  withGitHub();
  afterEach(emptyOutbox);

  describe.each(Object.keys(proofs[kind]))(`${kind} by %s`, (proof) => {
    const cells = cellsOf(kind).filter((cell) => cell.proof === proof);
    test.each(cells)("redeemed by $caller, where it is held $state beside $other", async ({ caller, other, state }) => {
      const prove = proofs[kind][proof];
      if (prove === undefined) throw new Error(`No such proof: ${proof}`);
      const isLinked = other === "identity";
      const otherState = isLinked ? "none" : other;
      const holder = await makeAccount(held(kind, state, otherState), isLinked);
      const address = holder[kind] ?? newAddress(kind);
      const as = await callerOf(kind, caller, holder);
      const before = await stored(holder.userId);
      const proved = await prove(address, holder, as);
      const cell = expected(state, other, proof, caller);
      if (cell === null) {
        expect(proved).toBe("not sent");
        expect(await stored(holder.userId)).toEqual(before);
        return;
      }
      if (proved === "not sent") throw new Error("Nothing was sent.");
      expect(proved.status).toSatisfy((code: number) => (cell.isRefused ? code === 401 : code < 300));
      const owner = await ownerOf(kind, address);
      const names = (id: string | null) => nameOf(id, holder, as);
      expect({
        opened: names(proved.opened),
        owner: names(owner) ?? "nobody",
        holder: await stateOf(holder.userId, kind),
      }).toEqual({ opened: cell.opened, owner: cell.owner, holder: cell.holder });
      await expectEffects(kind, holder, cell, otherState, proof);
      if (owner !== null && !cell.isRefused && cell.owner !== "holder") expect(await stateOf(owner, kind)).toBe("P");
      expect(await rows("SELECT user_seq FROM targets WHERE identifier = ?", address)).toHaveLength(
        owner === null ? 0 : 1,
      );
      expect(await drift()).toEqual({ users: 0, emails: 0, phones: 0, identities: 0 });
    });
  });
}

function nameOf(id: string | null, holder: Account, as: Account | null): string | null {
  if (id === null) return null;
  if (id === holder.userId) return "holder";
  return id === as?.userId ? "caller" : "new";
}

/** Asserts the effects on the holder's account. */
async function expectEffects(
  kind: Kind,
  { session, userId }: Account,
  { isCleared, isDetached }: Expected,
  other: State,
  proof: string,
): Promise<void> {
  expect(await stateOf(userId, otherKind(kind))).toBe(isCleared ? "none" : other);
  // A recovery ends sessions, as any new password does; a provider's sign-in replaces the one of its browser.
  if (proof !== "recovery" && proof !== "provider") expect(await status(session)).toBe(isCleared ? 401 : 200);
  if (proof !== "recovery") expect((await stored(userId))?.["password"] === null).toBe(isCleared);
  expect(await logged(userId, "address.clear")).toBe(Number(isCleared));
  expect(await logged(userId, "address.detach")).toBe(Number(isDetached));
}
