/** The outcome of a message by the provider's answer: accepted, refused for good, or to be retried. */
import { expect, test, vi } from "vitest";
import type { Outgoing, Transport } from "../../src/lib/delivery/message.ts";
import { send } from "../../src/lib/delivery/send.ts";
import { playNetwork } from "./network.ts";

const network = playNetwork();

const email: Outgoing = {
  id: "m1",
  type: "email",
  template: "recovery",
  to: "ada@mail.example",
  name: "Ada",
  subject: "Hello",
  text: "the secret",
  html: "<p>the secret</p>",
};
const sms: Outgoing = { id: "m2", type: "sms", template: "otp", to: "+15550100042", text: "the secret" };

const provider = (name: string): Transport => ({ kind: "provider", provider: name, credentials: {}, options: {} });
const webhook: Transport = { kind: "webhook", url: "https://app.example/hook", secrets: ["key"], project: "rollcall" };

const ways = [
  { label: "SendGrid", transport: provider("sendgrid"), outgoing: email },
  { label: "Resend", transport: provider("resend"), outgoing: email },
  { label: "Mailgun", transport: provider("mailgun"), outgoing: email },
  { label: "Twilio", transport: provider("twilio"), outgoing: sms },
  { label: "Vonage", transport: provider("vonage"), outgoing: sms },
  { label: "The webhook", transport: webhook, outgoing: email },
];

/** An answer that quotes the message, as some servers do. */
const quoting = (status: number) => new Response(JSON.stringify({ error: "Bad body: the secret" }), { status });

test.each(ways)("$label: client errors are final except transient ones; the rest is retried", async (way) => {
  const finals = [];
  for (const status of [300, 302, 307, 400, 401, 403, 404, 408, 409, 413, 422, 425, 429, 500, 502, 503, 529]) {
    network.answer(() => quoting(status));
    const sent = await send(way.transport, way.outgoing);
    expect(sent).toEqual({
      ok: false,
      error: { error: `${way.label} answered ${status}.`, isFinal: expect.any(Boolean) },
    });
    if (!sent.ok && sent.error.isFinal) finals.push(status);
  }
  expect(finals).toEqual([400, 401, 403, 404, 413, 422]);
  expect(network.seen).toHaveLength(17);
});

test.each(ways.filter(({ label }) => label !== "Vonage"))(
  "$label: any 2xx is enough",
  async ({ outgoing, transport }) => {
    for (const answer of [
      () => Response.json({}),
      () => new Response(null, { status: 204 }),
      () => new Response("ok", { status: 202 }),
    ]) {
      network.answer(answer);
      expect(await send(transport, outgoing)).toEqual({ ok: true, value: null });
    }
  },
);

test.each<[string, unknown, unknown]>([
  ["accepts all parts", { messages: [{ status: "0" }, { status: "0" }] }, null],
  ["is throttled", { messages: [{ status: "1" }] }, { error: "Vonage answered status 1.", isFinal: false }],
  ["has an error", { messages: [{ status: "5" }] }, { error: "Vonage answered status 5.", isFinal: false }],
  [
    "has too many connections",
    { messages: [{ status: "10" }] },
    { error: "Vonage answered status 10.", isFinal: false },
  ],
  [
    "rejects the key",
    { messages: [{ status: "4", "error-text": "the secret" }] },
    { error: "Vonage answered status 4.", isFinal: true },
  ],
  [
    "accepts one part of two",
    { messages: [{ status: "0" }, { status: "7" }] },
    { error: "Vonage answered status 7.", isFinal: true },
  ],
  [
    "answers a long status",
    { messages: [{ status: "the secret is long" }] },
    { error: "Vonage answered status the secr.", isFinal: true },
  ],
  ["answers no status", { messages: [] }, { error: "The response of Vonage has no status.", isFinal: false }],
  ["is not Vonage", "<html>", { error: "The response of Vonage has no status.", isFinal: false }],
])("Vonage, where it %s behind a 200", async (_, body, refusal) => {
  network.answer(() => Response.json(body));
  expect(await send(provider("vonage"), sms)).toEqual(
    refusal === null ? { ok: true, value: null } : { ok: false, error: refusal },
  );
});

test("retries a server that is unreachable or breaks off; no error contains the request", async () => {
  network.answer(() => Promise.reject(new TypeError("Network connection lost: the secret")));
  const lost = { ok: false, error: { error: "SendGrid could not be reached.", isFinal: false } };
  expect(await send(provider("sendgrid"), email)).toEqual(lost);
  network.answer(() => new Response(new ReadableStream({ pull: (stream) => stream.error(new Error("reset")) })));
  expect(await send(provider("sendgrid"), email)).toEqual(lost);
});

test("a server that does not answer has 10 seconds, all of its answer included", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
    expect(milliseconds).toBe(10_000);
    return AbortSignal.abort(new DOMException("The operation timed out.", "TimeoutError"));
  });
  network.answer(({ signal }) => Promise.reject(signal.reason as Error));
  expect(await send(webhook, email)).toEqual({
    ok: false,
    error: { error: "The webhook did not answer within 10 s.", isFinal: false },
  });
  timeout.mockRestore();
});

test("only the head of an endless answer is read", async () => {
  let pulled = 0;
  network.answer(
    () =>
      new Response(
        new ReadableStream({
          pull(stream) {
            pulled += 1;
            stream.enqueue(new Uint8Array(1_024).fill(97));
          },
        }),
      ),
  );
  expect(await send(webhook, email)).toEqual({ ok: true, value: null });
  expect(pulled).toBeLessThan(10);
});

test("a provider that has no adapter, or none for messages of this type, is refused for good", async () => {
  for (const name of ["smtp", "twilio", "constructor"]) {
    expect(await send(provider(name), email)).toEqual({
      ok: false,
      error: { error: `There is no adapter for the provider ${name}.`, isFinal: true },
    });
  }
  expect(network.seen).toEqual([]);
});
