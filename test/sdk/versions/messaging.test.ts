/** The published SDKs, unmodified, against the Worker: every method of `messaging` about providers and sent messages. */
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { messageCalls, receiver } from "../conformance/message-calls.ts";
import { notServedOf } from "../conformance/not-served.ts";
import { providerCalls } from "../conformance/provider-calls.ts";
import { contractProblems } from "../harness/contract.ts";
import { expectEveryMethod } from "../harness/coverage.ts";
import { record, type Recorder } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { callAnyhow, sdks } from "../harness/sdks.ts";
import { type Server, startServer } from "../harness/server.ts";

const sent = v.object({ messages: v.tuple([v.object({ $id: v.string(), status: v.literal("sent") })]) });

/** Sends the one message. @returns its id, once it is marked as sent */
async function sendOne({ endpoint, key, projectId }: Server): Promise<string> {
  const headers = { "content-type": "application/json", "x-appwrite-project": projectId, "x-appwrite-key": key };
  const ask = (path: string, init: RequestInit) => fetch(`${endpoint}/${path}`, { ...init, headers });
  expect(await ask("users", { method: "POST", body: JSON.stringify(receiver) })).toMatchObject({ status: 201 });
  expect(await ask("account/tokens/email", { method: "POST", body: JSON.stringify(receiver) })).toMatchObject({
    status: 201,
  });
  const list = async () => v.parse(sent, await (await ask("messaging/messages", {})).json());
  return (await vi.waitFor(list, { timeout: 10_000 })).messages[0].$id;
}

describe.each(sdks)("node-appwrite $version", (sdk) => {
  let recorder: Recorder;
  beforeAll(async () => {
    recorder = await record(await startServer());
  });
  afterAll(() => recorder.stop());

  const isMade = ({ method, since = 14 }: { readonly method: string; readonly since?: number }) =>
    since <= sdk.version && sdk.methods.messaging.includes(method);
  const calls = providerCalls.filter(isMade);
  const callsOfSent = messageCalls.filter(isMade);

  test("every method is called both to succeed and to be refused, or is listed as not served", () => {
    expectEveryMethod("messaging", sdk.methods.messaging, [...calls, ...callsOfSent]);
  });

  for (const { does, method, parameters, ...outcome } of calls) {
    test(`${method} ${does}`, async () => {
      const result = sdk.connect(recorder).messaging(method, parameters);
      if ("gives" in outcome) expect(await result).toEqual(outcome.gives);
      else await expectRefusal(sdk, recorder, result, outcome.refuses);
    });
  }

  describe("after a code was mailed", () => {
    let messageId: string;
    beforeAll(async () => {
      messageId = await sendOne(recorder);
    });

    for (const { does, method, parameters, ...outcome } of callsOfSent) {
      test(`${method} ${does}`, async () => {
        const result = sdk.connect(recorder).messaging(method, parameters(messageId));
        if ("gives" in outcome) expect(await result).toEqual(outcome.gives(messageId));
        else await expectRefusal(sdk, recorder, result, outcome.refuses);
      });
    }
  });

  test("a guest is refused", async () => {
    const { endpoint, projectId } = recorder;
    const { messaging } = sdk.connect({ endpoint, projectId });
    await expectRefusal(sdk, recorder, messaging("listProviders", {}), {
      code: 401,
      type: "general_unauthorized_scope",
    });
  });

  test.each(notServedOf("messaging", sdk.methods.messaging))("%s has no route", async (name) => {
    const { services } = sdk.connect(recorder);
    const refusal = { code: 404, type: "general_route_not_found" };
    await expectRefusal(sdk, recorder, callAnyhow(services.messaging, name), refusal);
  });

  test("every answer keeps the contract", () => {
    expect(recorder.exchanges.length).toBeGreaterThan(calls.length);
    expect(recorder.exchanges.flatMap(contractProblems)).toEqual([]);
  });
});
