/** GET /messaging/messages/{messageId}: the state of a message. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { guest, succeed } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { keepMessage } from "../harness/messages.ts";
import { lastMessageTo } from "../harness/outbox.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { settled } from "../harness/sessions.ts";
import { createUser, date, fresh } from "../harness/users.ts";

const readMessage = async (id: string) => (await succeed(call("GET", `/messaging/messages/${id}`), 200)).body;

/** The fields that every message shares. */
const never = { topics: [], targets: [], scheduledAt: "" };

describe("a message", () => {
  test("that was sent shows its user and time, and neither content nor address", async () => {
    const email = `${fresh("mail")}@psg.fr`;
    const userId = await createUser({ email });
    const request = { ...guest(), fetch: settled, body: { userId: fresh(), email } };
    await succeed(call("POST", "/account/tokens/email", request), 201);
    const { id, text } = await lastMessageTo(env.KV, email);
    const [code = "no code"] = /\b\d{6}\b/.exec(text) ?? [];

    const answer = await succeed(call("GET", `/messaging/messages/${id}`), 200);
    expect(answer.body).toEqual({
      $id: id,
      $createdAt: date,
      $updatedAt: date,
      providerType: "email",
      ...never,
      users: [userId],
      deliveredAt: date,
      deliveryErrors: [],
      deliveredTotal: 1,
      data: { template: "email-otp" },
      status: "sent",
    });
    expect(answer.text).not.toContain(email);
    expect(answer.text).not.toContain(code);
  });

  test("that waits for its next try shows why the last one failed", async () => {
    const userId = await createUser();
    await keepMessage("waiting", { userId, type: "sms", template: "phone-otp", error: "Twilio answered 503." });
    expect(await readMessage("waiting")).toEqual({
      $id: "waiting",
      $createdAt: "1970-01-01T00:00:00.000+00:00",
      $updatedAt: "1970-01-01T00:00:00.000+00:00",
      providerType: "sms",
      ...never,
      users: [userId],
      deliveredAt: "",
      deliveryErrors: ["Twilio answered 503."],
      deliveredTotal: 0,
      data: { template: "phone-otp" },
      status: "processing",
    });
  });

  test("that was given up shows it", async () => {
    await keepMessage("lost", { userId: await createUser(), status: "failed", error: "SendGrid answered 401." });
    expect(await readMessage("lost")).toMatchObject({
      status: "failed",
      deliveryErrors: ["SendGrid answered 401."],
      deliveredAt: "",
      deliveredTotal: 0,
    });
  });

  test("is deleted with its user", async () => {
    const userId = await createUser();
    await keepMessage("orphan", { userId });
    await succeed(call("DELETE", `/users/${userId}`, { body: {} }), 204);
    expectRefusal(await call("GET", "/messaging/messages/orphan"), "message_not_found");
  });

  test("is not found by another spelling of its id", async () => {
    await keepMessage("Spelt", { userId: await createUser() });
    const before = await dump();
    expect((await call("GET", "/messaging/messages/Spelt")).status).toBe(200);
    expectRefusal(await call("GET", "/messaging/messages/spelt"), "message_not_found");
    expectRefusal(await call("GET", "/messaging/messages/nothing"), "message_not_found");
    expectInvalid(await call("GET", "/messaging/messages/no!id"), "messageId");
    expect(await dump()).toEqual(before);
  });
});
