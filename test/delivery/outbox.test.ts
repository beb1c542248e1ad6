/** The outbox: messages are printed and kept, and none is sent. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import type { Outgoing } from "../../src/lib/delivery/message.ts";
import { send } from "../../src/lib/delivery/send.ts";
import { failingKv } from "../harness/kv.ts";
import { lastMessageTo, outbox } from "../harness/outbox.ts";
import { playNetwork } from "./network.ts";

const network = playNetwork();

let printed: MockInstance<typeof console.info>;
beforeEach(() => {
  printed = vi.spyOn(console, "info").mockImplementation(() => undefined);
});
afterEach(() => printed.mockRestore());

const email: Outgoing = {
  id: "6920f0c2b9a1e7d3c410",
  type: "email",
  template: "recovery",
  to: "ada@mail.example",
  name: "Ada",
  subject: "Reset your password",
  text: "Hello Ada,\n\nhere it is.",
  html: "<p>Hello Ada</p>",
};
const sms: Outgoing = { id: "6920f0c2b9a1e7d3c411", type: "sms", template: "otp", to: "+15550100042", text: "123456" };

test("messages are kept in their order for an hour, and printed for a person to read", async () => {
  const put = vi.spyOn(env.KV, "put");
  for (const message of [sms, email]) {
    expect(await send({ kind: "outbox", kv: env.KV }, message)).toEqual({ ok: true, value: null });
  }
  expect(put.mock.calls.map(([key, , options]) => ({ key, options }))).toEqual([
    { key: "outbox/6920f0c2b9a1e7d3c411", options: { expirationTtl: 3_600 } },
    { key: "outbox/6920f0c2b9a1e7d3c410", options: { expirationTtl: 3_600 } },
  ]);
  put.mockRestore();
  expect(await outbox(env.KV)).toEqual([email, sms]);
  expect(await lastMessageTo(env.KV, "ada@mail.example")).toEqual(email);
  await expect(lastMessageTo(env.KV, "bob@mail.example")).rejects.toThrow("No message went to bob@mail.example.");
  expect(printed.mock.calls).toEqual([
    ["│ Text message to +15550100042\n│\n│ 123456"],
    ["│ Email to ada@mail.example\n│ Subject: Reset your password\n│\n│ Hello Ada,\n│\n│ here it is."],
  ]);
  expect(network.seen).toEqual([]);
});

test("while KV is down, a message is retried, and printed only once it is kept", async () => {
  expect(await send({ kind: "outbox", kv: failingKv() }, email)).toEqual({
    ok: false,
    error: { error: "The outbox could not store the message.", isFinal: false },
  });
  expect(printed).not.toHaveBeenCalled();
});
