/** The published SDKs, unmodified, against the Worker: every method of `messaging` about providers. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notServedOf } from "./conformance/not-served.ts";
import { providerCalls } from "./conformance/provider-calls.ts";
import { contractProblems } from "./harness/contract.ts";
import { expectEveryMethod } from "./harness/coverage.ts";
import { record, type Recorder } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { callAnyhow, sdks } from "./harness/sdks.ts";
import { startServer } from "./harness/server.ts";

describe.each(sdks)("node-appwrite $version", (sdk) => {
  let recorder: Recorder;
  beforeAll(async () => {
    recorder = await record(await startServer());
  });
  afterAll(() => recorder.stop());

  const calls = providerCalls.filter(
    ({ method, since = 14 }) => since <= sdk.version && sdk.methods.messaging.includes(method),
  );

  test("every method is called both to succeed and to be refused, or is listed as not served", () => {
    expectEveryMethod("messaging", sdk.methods.messaging, calls);
  });

  for (const { does, method, parameters, ...outcome } of calls) {
    test(`${method} ${does}`, async () => {
      const result = sdk.connect(recorder).messaging(method, parameters);
      if ("gives" in outcome) expect(await result).toEqual(outcome.gives);
      else await expectRefusal(sdk, recorder, result, outcome.refuses);
    });
  }

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
