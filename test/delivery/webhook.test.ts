/**
 * The webhook's request and its signatures. test/sdk/webhook.test.ts and test/commands/receivers.test.ts show that receivers
 * accept them.
 */
import { expect, test } from "vitest";
import type { Outgoing, Webhook } from "../../src/lib/delivery/message.ts";
import { send } from "../../src/lib/delivery/send.ts";
import { webhookRequest } from "../../src/lib/delivery/webhook.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { playNetwork } from "./network.ts";

holdClock();
const network = playNetwork();

const webhook: Webhook = {
  url: "https://app.example/hook",
  secrets: ["0123456789abcdef0123456789abcdef"],
  project: "rollcall",
};
const email: Outgoing = {
  id: "6920f0c2b9a1e7d3c410",
  type: "email",
  template: "recovery",
  to: "ada@mail.example",
  name: "Ada",
  subject: "Zurücksetzen",
  text: "Hallo",
  html: "<p>Hallo</p>",
};
const sms: Outgoing = { id: "m2", type: "sms", template: "otp", to: "+15550100042", text: "123456" };

test("an email is posted whole, with the signatures that Python's hmac makes", async () => {
  network.answer(() => new Response(null, { status: 204 }));
  expect(await send({ kind: "webhook", ...webhook }, email)).toEqual({ ok: true, value: null });
  expect(network.seen).toEqual([
    {
      url: "https://app.example/hook",
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "Rollcall",
        "webhook-id": "6920f0c2b9a1e7d3c410",
        "webhook-timestamp": "1793534400",
        "webhook-signature": "v1,YGd+vfLpVcQFHAsGVc09LbEiBrb0PfwQu5V3VDZ9oVo=",
        "rollcall-signature": "t=1793534400,v1=cc323e487a9503641c524847579883bf2a98a2ab72a86b48f135e51f19cfb450",
      },
      body:
        '{"id":"6920f0c2b9a1e7d3c410","type":"email","template":"recovery","project":"rollcall","to":"ada@mail.example",' +
        '"name":"Ada","subject":"Zurücksetzen","text":"Hallo","html":"<p>Hallo</p>"}',
    },
  ]);
});

test("a text message has no name, subject or html", () => {
  const { body } = webhookRequest(webhook, sms, noon);
  expect(JSON.parse(body)).toEqual({ ...sms, project: "rollcall" });
});

test("each try has the same message, signed with its own time", async () => {
  network.answer(() => new Response(null, { status: 204 }));
  await send({ kind: "webhook", ...webhook }, sms);
  setClock(61_999);
  await send({ kind: "webhook", ...webhook }, sms);
  const [first, second] = network.seen;
  expect(second?.body).toBe(first?.body);
  expect([first, second].map((seen) => seen?.headers["webhook-id"])).toEqual(["m2", "m2"]);
  expect([first, second].map((seen) => seen?.headers["webhook-timestamp"])).toEqual(["1793534400", "1793534461"]);
  expect([first, second].map((seen) => seen?.headers["rollcall-signature"]?.split(",")[0])).toEqual([
    "t=1793534400",
    "t=1793534461",
  ]);
});
