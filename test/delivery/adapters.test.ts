/// <reference types="vite/client" />
/** The request to each provider, compared with those in recorded/: whole, as the providers' documentation has them. */
import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../src/lib/delivery/message.ts";
import { adapters, senderNames } from "../../src/lib/delivery/providers/index.ts";
import { send } from "../../src/lib/delivery/send.ts";
import { type Network, playNetwork, type Seen } from "./network.ts";

interface Recorded {
  readonly provider: string;
  readonly settings: { readonly credentials: Record<string, unknown>; readonly options: Record<string, unknown> };
  readonly message: Outgoing;
  readonly request: Pick<Seen, "url" | "headers" | "body">;
}

const files = import.meta.glob<Recorded>("./recorded/*.json", { import: "default", eager: true });
const recorded = Object.entries(files).map(([path, record]) => ({
  ...record,
  name: path.replace(/^.*\/|\.json$/g, ""),
}));

const network: Network = playNetwork();
const taken: Readonly<Record<string, unknown>> = { messages: [{ status: "0" }] };

test("each adapter has a recorded request", () => {
  expect([...new Set(recorded.map(({ provider }) => provider))].toSorted()).toEqual(senderNames.toSorted());
  expect(senderNames).toEqual(["sendgrid", "resend", "mailgun", "twilio", "vonage"]);
});

test.each(recorded)("$name is sent exactly the recorded request", async ({ message, provider, request, settings }) => {
  network.answer(() => Response.json(taken));
  expect(await send({ kind: "provider", provider, ...settings }, message)).toEqual({ ok: true, value: null });
  expect(network.seen).toEqual([{ ...request, method: "POST", redirect: "manual" }]);
});

const emails = recorded.filter(({ message, name }) => message.type === "email" && !/-/.test(name));

describe.each(emails)("a name, a subject or an address of $name", ({ message, provider, settings }) => {
  const adapter = adapters.email.get(provider);
  const hostile = 'Eve\r\nBcc: all@mail.example\u0000\u007f"\\", <eve@mail.example>';

  test("cannot begin a header of its own, nor another recipient", () => {
    if (message.type !== "email") throw new Error("The message is not an email.");
    const { body } = adapter?.request(
      { ...message, name: hostile, subject: hostile },
      { ...settings, options: { ...settings.options, fromName: hostile, replyToName: hostile } },
    ) ?? { body: "" };
    const fields = body.startsWith("{")
      ? JSON.stringify(JSON.parse(body), (name, value: unknown) => (/^(?:text|html|content)$/.test(name) ? "" : value))
      : [...new URLSearchParams(body)].filter(([name]) => !/^(?:text|html)$/.test(name)).join("\n");
    // oxlint-disable-next-line no-control-regex -- matches the forbidden characters
    expect(fields.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f]|\\r|\\n|\\u00/);
    expect(fields).toContain("Eve Bcc: all@mail.example");
    // Within quotes, or in a separate field.
    if (provider !== "sendgrid") {
      const quoted = String.raw`"Eve Bcc: all@mail.example \"\\\", <eve@mail.example>" <ada@mail.example>`;
      const written = body.startsWith("{")
        ? (JSON.parse(body) as { to: string[] }).to[0]
        : new URLSearchParams(body).get("to");
      expect(written).toBe(quoted);
    }
  });
});
